/** What GitHub's door does with a change that waits to be merged: it is judged, and what was found is shown to people. */

import type { JudgedEvent } from '../loop/gate/change.ts';
import type { GateReport } from '../schema/gate-report.ts';
import type { Settings } from '../wiring.ts';
import type { Answer } from './answer.ts';

type GateSettings = Omit<Settings, 'isDryRun'>;

export type JudgedAnswer = Answer<GateReport> &
  Pick<JudgedEvent, 'change'> & {
    /** Markdown. */
    readonly page: string;
    /** One line, for the job that comments. */
    readonly handedOver: string;
  };

export async function answerGateChange(settings: GateSettings): Promise<JudgedAnswer> {
  const [{ wireGate, wireJudging }, { gateChange, gatePageOf, handedOver }, { gateText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/gate/change.ts'),
    import('./gate-text.ts'),
  ]);
  const { report, change } = await gateChange(await wireGate(settings), await wireJudging(settings));
  return {
    document: report,
    isFine: report.decision === 'pass',
    text: (paint) => gateText(report, paint),
    change,
    page: gatePageOf(report),
    handedOver: handedOver(report),
  };
}

/** @param text what the gate handed over */
export async function answerComment(
  settings: GateSettings,
  text: string,
): Promise<Answer<{ readonly comment: string }>> {
  const [{ wireJudging }, { commentOnChange, readHandedOver }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/gate/change.ts'),
  ]);
  const comment = await commentOnChange(await wireJudging(settings), readHandedOver(text));
  return { document: { comment }, isFine: true, text: () => `comment: ${comment}\n` };
}
