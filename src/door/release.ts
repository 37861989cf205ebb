/**
 * What both doors do with the verbs of a release: record, roll out, serve, watch and take back, and what production runs
 * teach the goldens.
 */

import type { HarvestRequest } from '../loop/goldens/harvest.ts';
import type { FlagsReport, FlagsRequest } from '../loop/release/flags.ts';
import type { ExperienceReport } from '../schema/experience-report.ts';
import type { HarvestReport } from '../schema/harvest-report.ts';
import type { MonitorReport } from '../schema/monitor-report.ts';
import type { PromotionReport } from '../schema/promotion-report.ts';
import type { RecordReport } from '../schema/record-report.ts';
import type { RollbackReport } from '../schema/rollback-report.ts';
import type { Settings } from '../wiring.ts';
import type { Answer } from './answer.ts';

export async function answerRecord(settings: Settings, producer: string): Promise<Answer<RecordReport>> {
  const [{ wire }, { record }, { recordText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/release/record.ts'),
    import('./record-text.ts'),
  ]);
  const document = await record(await wire(settings), { isDryRun: settings.isDryRun, producer });
  return { document, isFine: true, text: (paint) => recordText(document, paint) };
}

export async function answerPromote(
  settings: Settings,
  { intent, approver, producer }: { intent?: string | undefined; approver?: string | undefined; producer: string },
): Promise<Answer<PromotionReport>> {
  const [{ wire }, { promote }, { promotionText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/release/promote.ts'),
    import('./promotion-text.ts'),
  ]);
  const document = await promote(await wire(settings), {
    ...{ isDryRun: settings.isDryRun, producer },
    ...(intent === undefined ? {} : { intents: [intent] }),
    ...(approver === undefined ? {} : { approver: { name: approver, said: null } }),
  });
  return { document, isFine: true, text: (paint) => promotionText(document, paint) };
}

export async function answerRollback(
  settings: Settings,
  asked: { readonly intent: string; readonly reason: string; readonly producer: string },
): Promise<Answer<RollbackReport>> {
  const [{ wire }, { rollback }, { rollbackText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/release/rollback.ts'),
    import('./record-text.ts'),
  ]);
  const document = await rollback(await wire(settings), { ...asked, isDryRun: settings.isDryRun });
  return { document, isFine: true, text: () => rollbackText(document) };
}

export async function answerExperience(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
  intent?: string,
): Promise<Answer<ExperienceReport>> {
  const [{ wire }, { showExperience }, { experienceText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/production/show-experience.ts'),
    import('./experience-text.ts'),
  ]);
  const document = await showExperience(await wire({ ...settings, isDryRun: true, forge: 'local' }), intent);
  return { document, isFine: true, text: (paint) => experienceText(document, paint) };
}

export async function answerFlags(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
  asked: FlagsRequest,
): Promise<Answer<FlagsReport>> {
  const [{ wireWorkspace }, { flags }, { flagsReportText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/release/flags.ts'),
    import('./flags-text.ts'),
  ]);
  const { workspace } = await wireWorkspace(settings);
  const document = await flags(workspace, asked);
  return { document, isFine: true, text: (paint) => flagsReportText(document, paint) };
}

export async function answerMonitor(
  settings: Settings,
  request: { readonly intent?: string | undefined; readonly producer: string },
): Promise<Answer<MonitorReport>> {
  const [{ wire }, { monitor }, { monitorText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/release/monitor.ts'),
    import('./monitor-text.ts'),
  ]);
  const document = await monitor(await wire(settings), { ...request, isDryRun: settings.isDryRun });
  return { document, isFine: true, text: (paint) => monitorText(document, paint) };
}

export async function answerHarvest(settings: Settings, request: HarvestRequest): Promise<Answer<HarvestReport>> {
  const [{ wire }, { harvest }, { harvestText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/goldens/harvest.ts'),
    import('./harvest-text.ts'),
  ]);
  const document = await harvest(await wire(settings), request);
  const isFine = document.intents.every(({ result }) => result !== 'refused');
  return { document, isFine, text: (paint) => harvestText(document, paint) };
}
