/** The gate on a host: the change of an event is judged, and the judgement is shown where the host lets this job write. */
import { gateCheckOf, gateComment, gatePage } from '../../core/proposal/gate-text.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { JudgedChange, Judging } from '../../ports/judging.ts';
import { GateReport } from '../../schema/gate-report.ts';
import { gate } from './gate.ts';
import type { GateWorld } from './request.ts';

/** Of the check that is posted beside that of the job, which is the one to require: it is there for forks, too. */
export const REPORT_CHECK = 'autotune gate report';

export type JudgedEvent = { readonly report: GateReport; readonly change: JudgedChange };

/** Throws what the port throws where there is nothing to judge, and posts nothing then. */
export async function gateChange(world: GateWorld, judging: Judging): Promise<JudgedEvent> {
  const change = await judging.change();
  const report = await gate(world, change);
  if (change.mayShow) {
    const { head: commit } = report;
    const at = await world.clock.now();
    await judging.showCheck({ ...gateCheckOf(report), name: REPORT_CHECK, commit, at });
  }
  return { report, change };
}

/** The report as a page of Markdown. */
export function gatePageOf(report: GateReport): string {
  return gatePage(report);
}

/** Keeps the scorecard on a pull request of a person; nothing is said of a change that is none of the gate's. */
export async function commentOnChange(
  judging: Pick<Judging, 'comment'>,
  report: GateReport,
): Promise<'created' | 'updated' | 'unchanged' | 'none'> {
  return report.kind === 'human' ? judging.comment(gateComment(report)) : 'none';
}

/** Bytes. A job hands it on in a variable, and no variable of a process may be longer than 128 KiB. */
const LARGEST = 100_000;
const KEPT = 50;

/** The report on one line, short enough to be handed from job to job; the decision and what is wrong stay. */
export function handedOver(report: GateReport): string {
  const open = report.checks.filter(({ verdict }) => verdict !== 'pass');
  const { scorecard_delta: _, undeclared = [], ...rest } = report;
  const shorter = [
    report,
    { ...report, undeclared: undeclared.slice(0, KEPT), checks: open.slice(0, KEPT) },
    { ...rest, checks: open.slice(0, KEPT).map((check) => ({ ...check, reason: check.reason.slice(0, 500) })) },
    { ...rest, patches: [], reason: rest.reason.slice(0, 500), checks: [] },
  ];
  const texts = shorter.map((one) => JSON.stringify(one));
  return texts.find((text) => new TextEncoder().encode(text).length <= LARGEST) ?? '';
}

/** Throws `INPUT_INVALID` for a text that is no report of the gate. */
export function readHandedOver(text: string): GateReport {
  try {
    return GateReport.parse(JSON.parse(text));
  } catch (cause) {
    throw new AutotuneError('INPUT_INVALID', 'gate-report is no report of the gate', { cause });
  }
}
