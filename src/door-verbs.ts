/**
 * What both doors do with a verb: build its world, let it run, and hand back its document with the text that a person
 * reads. How that is shown, and which exit code it means, is each door's own.
 */
import type { Paint } from './door-text.ts';
import type { AutotuneError } from './kit/errors.ts';
import type { Problem } from './kit/problem.ts';
import type { FlagsReport, FlagsRequest } from './loop/flags.ts';
import type { GateRequest } from './loop/gate-request.ts';
import type { HarvestRequest } from './loop/harvest.ts';
import type { AuditReport } from './schema/audit-report.ts';
import type { CommandReport } from './schema/command-report.ts';
import type { ExperienceReport } from './schema/experience-report.ts';
import type { GateReport } from './schema/gate-report.ts';
import type { HarvestReport } from './schema/harvest-report.ts';
import type { MonitorReport } from './schema/monitor-report.ts';
import type { Plan } from './schema/plan.ts';
import type { PromotionReport } from './schema/promotion-report.ts';
import type { RecordReport } from './schema/record-report.ts';
import type { RollbackReport } from './schema/rollback-report.ts';
import type { RunReport } from './schema/run-report.ts';
import type { SetupReport } from './schema/setup-report.ts';
import type { StatusReport } from './schema/status-report.ts';
import type { Settings } from './wiring.ts';

export type Answer<Document> = {
  readonly document: Document;
  /** Whether nothing in it is an error. */
  readonly isFine: boolean;
  text(paint: Paint): string;
};

export type RunRequest = {
  readonly intent?: string | undefined;
  /** Path of a plan to follow. */
  readonly plan?: string | undefined;
  /** Name and version of this program. */
  readonly producer: string;
};

export async function answerRun(
  settings: Settings,
  { intent, plan, producer }: RunRequest,
): Promise<Answer<RunReport>> {
  const [{ wire, readPlanFile }, { run }, { runText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/run.ts'),
    import('./door-run-text.ts'),
  ]);
  const world = await wire(settings);
  const named = intent === undefined ? {} : { intent };
  const followed = plan === undefined ? {} : { plan: await readPlanFile(plan) };
  const document = await run(world, { isDryRun: settings.isDryRun, producer, ...named, ...followed });
  return { document, isFine: document.errors.length === 0, text: (paint) => runText(document, paint) };
}

export type SearchRequest = {
  readonly intent?: string | undefined;
  /** Path to write the plan to. */
  readonly out?: string | undefined;
  /** Name and version of this program. */
  readonly producer: string;
};

/** `errors` tell why targets were refused: no plan is withheld for them, and a run that follows it meets them again. */
export async function answerSearch(
  settings: Omit<Settings, 'isDryRun'>,
  { intent, out, producer }: SearchRequest,
): Promise<Answer<Plan> & { readonly errors: readonly AutotuneError[] }> {
  const [{ wireSearch, writePlanFile }, { planRun, planText }, { plannedText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/plan-run.ts'),
    import('./door-plan-text.ts'),
  ]);
  const named = intent === undefined ? {} : { intent };
  const { plan, errors } = await planRun(await wireSearch(settings), { producer, ...named });
  if (out !== undefined) await writePlanFile(out, planText(plan));
  return { document: plan, errors, isFine: true, text: (paint) => plannedText(plan, out, paint) };
}

/** What `validate` found, as `--json` prints it. */
export type ValidationReport = {
  readonly valid: boolean;
  readonly documents: number;
  readonly cases: number;
  readonly runs: number | null;
  readonly unchecked: readonly string[];
  readonly problems: readonly Problem[];
};

export async function answerValidate(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
): Promise<Answer<ValidationReport>> {
  const [{ wireWorkspace }, { validate }, { problemsText, uncheckedText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/validate.ts'),
    import('./door-text.ts'),
  ]);
  const { problems, documents, cases, runs, unchecked } = await validate(await wireWorkspace(settings));
  const valid = problems.every(({ severity }) => severity !== 'error');
  const counted = `${documents} documents and ${cases} golden cases ${runs === null ? '' : `and ${runs} production runs `}were read`;
  return {
    document: { valid, documents, cases, runs, unchecked, problems },
    isFine: valid,
    text: (paint) => `${problemsText(problems, paint)}${counted}${uncheckedText(unchecked)}\n`,
  };
}

export async function answerRecord(settings: Settings, producer: string): Promise<Answer<RecordReport>> {
  const [{ wire }, { record }, { recordText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/record.ts'),
    import('./door-record-text.ts'),
  ]);
  const document = await record(await wire(settings), { isDryRun: settings.isDryRun, producer });
  return { document, isFine: true, text: (paint) => recordText(document, paint) };
}

export async function answerPromote(
  settings: Settings,
  { intent, approver, producer }: { intent?: string | undefined; approver?: string | undefined; producer: string },
): Promise<Answer<PromotionReport>> {
  const [{ wire }, { promote }, { promotionText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/promote.ts'),
    import('./door-promotion-text.ts'),
  ]);
  const named = intent === undefined ? {} : { intent };
  const document = await promote(await wire(settings), { isDryRun: settings.isDryRun, producer, approver, ...named });
  return { document, isFine: true, text: (paint) => promotionText(document, paint) };
}

export async function answerRollback(
  settings: Settings,
  asked: { readonly intent: string; readonly reason: string; readonly producer: string },
): Promise<Answer<RollbackReport>> {
  const [{ wire }, { rollback }, { rollbackText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/rollback.ts'),
    import('./door-record-text.ts'),
  ]);
  const document = await rollback(await wire(settings), { ...asked, isDryRun: settings.isDryRun });
  return { document, isFine: true, text: () => rollbackText(document) };
}

export async function answerExperience(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
  intent?: string,
): Promise<Answer<ExperienceReport>> {
  const [{ wire }, { showExperience }, { experienceText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/show-experience.ts'),
    import('./door-experience-text.ts'),
  ]);
  const document = await showExperience(await wire({ ...settings, isDryRun: true, forge: 'local' }), intent);
  return { document, isFine: true, text: (paint) => experienceText(document, paint) };
}

/** What is refused is an answer, not a failure: a job that is red for every stray comment would be noise. */
export async function answerCommand(settings: Settings): Promise<Answer<CommandReport>> {
  const [{ wireCommand }, { command }, { commandText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/command.ts'),
    import('./door-command-text.ts'),
  ]);
  const { ports, event } = await wireCommand(settings);
  const document = await command(ports, event);
  return { document, isFine: true, text: (paint) => commandText(document, paint) };
}

export async function answerStatus(settings: Settings, intent?: string): Promise<Answer<StatusReport>> {
  const [{ wire }, { status }, { statusText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/status.ts'),
    import('./door-status-text.ts'),
  ]);
  const document = await status(await wire({ ...settings, isDryRun: true }), intent);
  return { document, isFine: true, text: (paint) => statusText(document, paint) };
}

export async function answerFlags(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
  asked: FlagsRequest,
): Promise<Answer<FlagsReport>> {
  const [{ wireWorkspace }, { flags }, { flagsReportText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/flags.ts'),
    import('./door-flags-text.ts'),
  ]);
  const { workspace } = await wireWorkspace(settings);
  const document = await flags(workspace, asked);
  return { document, isFine: true, text: (paint) => flagsReportText(document, paint) };
}

export async function answerAudit(settings: Settings): Promise<Answer<AuditReport>> {
  const [{ wire, wireHosting }, { audit }, { auditText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/audit.ts'),
    import('./door-audit-text.ts'),
  ]);
  const document = await audit(await wire({ ...settings, isDryRun: true }), await wireHosting(settings));
  const { not_met, unknown } = document.tally;
  return { document, isFine: not_met + unknown === 0, text: (paint) => auditText(document, paint) };
}

export async function answerMonitor(settings: Settings, intent?: string): Promise<Answer<MonitorReport>> {
  const [{ wire }, { monitor }, { monitorText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/monitor.ts'),
    import('./door-monitor-text.ts'),
  ]);
  const document = await monitor(await wire(settings), intent);
  return { document, isFine: true, text: (paint) => monitorText(document, paint) };
}

export async function answerHarvest(settings: Settings, request: HarvestRequest): Promise<Answer<HarvestReport>> {
  const [{ wire }, { harvest }, { harvestText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/harvest.ts'),
    import('./door-harvest-text.ts'),
  ]);
  const document = await harvest(await wire(settings), request);
  const isFine = document.intents.every(({ result }) => result !== 'refused');
  return { document, isFine, text: (paint) => harvestText(document, paint) };
}

export async function answerDoctor(
  settings: Pick<Settings, 'repo' | 'forge' | 'screen' | 'environment'>,
): Promise<Answer<SetupReport>> {
  const [{ wireHosting, wireWorkspace }, { doctor }, { setupText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/doctor.ts'),
    import('./door-setup-text.ts'),
  ]);
  const { workspace } = await wireWorkspace(settings);
  const document = await doctor(workspace, await wireHosting(settings));
  const isFine = document.findings.every(({ verdict }) => verdict !== 'fail');
  return { document, isFine, text: (paint) => setupText(document, paint) };
}

export async function answerGate(
  settings: Omit<Settings, 'isDryRun'>,
  request: GateRequest,
): Promise<Answer<GateReport>> {
  const [{ wireGate }, { gate }, { gateText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/gate.ts'),
    import('./door-gate-text.ts'),
  ]);
  const document = await gate(await wireGate(settings), request);
  return { document, isFine: document.decision === 'pass', text: (paint) => gateText(document, paint) };
}
