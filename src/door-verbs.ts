/**
 * What both doors do with a verb: build its world, let it run, and hand back its document with the text that a person
 * reads. How that is shown, and which exit code it means, is each door's own.
 */
import type { Answer } from './door-answer.ts';
import type { AutotuneError } from './kit/errors.ts';
import type { Problem } from './kit/problem.ts';
import type { GateRequest } from './loop/gate-request.ts';
import type { AuditReport } from './schema/audit-report.ts';
import type { CommandReport } from './schema/command-report.ts';
import type { GateReport } from './schema/gate-report.ts';
import type { Plan } from './schema/plan.ts';
import type { RunReport } from './schema/run-report.ts';
import type { SetupReport } from './schema/setup-report.ts';
import type { StatusReport } from './schema/status-report.ts';
import type { Settings } from './wiring.ts';

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

/** What is refused is an answer, not a failure: a job that is red for every stray comment would be noise. */
export async function answerCommand(settings: Settings, producer: string): Promise<Answer<CommandReport>> {
  const [{ wireCommand }, { command }, { commandText }] = await Promise.all([
    import('./wiring.ts'),
    import('./loop/command.ts'),
    import('./door-command-text.ts'),
  ]);
  const { ports, event } = await wireCommand(settings);
  const document = await command({ ...ports, producer }, event);
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
