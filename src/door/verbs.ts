/**
 * What both doors do with a verb: build its world, let it run, and hand back its document with the text that a person
 * reads. How that is shown, and which exit code it means, is each door's own.
 */

import { AutotuneError } from '../kit/errors.ts';
import { excerpt, type Problem } from '../kit/problem.ts';
import type { GateRequest } from '../loop/gate/request.ts';
import type { OpenShards } from '../loop/opening/open-run.ts';
import type { AuditReport } from '../schema/audit-report.ts';
import type { CommandReport } from '../schema/command-report.ts';
import type { GateReport } from '../schema/gate-report.ts';
import type { Plan } from '../schema/plan.ts';
import type { ShardReport } from '../schema/replay-shard.ts';
import type { RunReport } from '../schema/run-report.ts';
import type { SetupReport } from '../schema/setup-report.ts';
import type { StatusReport } from '../schema/status-report.ts';
import type { Settings } from '../wiring.ts';
import type { Answer } from './answer.ts';

export type RunRequest = {
  readonly intent?: string | undefined;
  /** Path of a plan to follow. */
  readonly plan?: string | undefined;
  /** Path of a folder with all shards of the search. */
  readonly shards?: string | undefined;
  /** Name and version of this program. */
  readonly producer: string;
};

export async function answerRun(
  settings: Settings,
  { intent, plan, shards, producer }: RunRequest,
): Promise<Answer<RunReport>> {
  const [{ wire, readPlanFile }, { run }, { runText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/run/run.ts'),
    import('./run-text.ts'),
  ]);
  const world = await wire(settings);
  const named = intent === undefined ? {} : { intent };
  const followed = plan === undefined ? {} : { plan: await readPlanFile(plan) };
  const shared = shards === undefined ? {} : { shards: await shardsIn(shards) };
  const document = await run(world, { isDryRun: settings.isDryRun, producer, ...named, ...followed, ...shared });
  return { document, isFine: document.errors.length === 0, text: (paint) => runText(document, paint) };
}

export type SearchRequest = {
  readonly intent?: string | undefined;
  /** Path to write the plan to. */
  readonly out?: string | undefined;
  /** Path of a folder with all shards of the search. */
  readonly shards?: string | undefined;
  /** Name and version of this program. */
  readonly producer: string;
};

/** `errors` tell why targets were refused: no plan is withheld for them, and a run that follows it meets them again. */
export async function answerSearch(
  settings: Omit<Settings, 'isDryRun'>,
  { intent, out, shards, producer }: SearchRequest,
): Promise<Answer<Plan> & { readonly errors: readonly AutotuneError[] }> {
  const [{ wireSearch, writeHandedFile }, { planRun, planText }, { plannedText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/search/plan-run.ts'),
    import('./plan-text.ts'),
  ]);
  const named = intent === undefined ? {} : { intent };
  const shared = shards === undefined ? {} : { shards: await shardsIn(shards) };
  const { plan, errors } = await planRun(await wireSearch(settings), { producer, ...named, ...shared });
  if (out !== undefined) await writeHandedFile(out, PLAN_OPENING, [planText(plan)]);
  return { document: plan, errors, isFine: true, text: (paint) => plannedText(plan, out, paint) };
}

/** How what `search` and `replay` write begins, so that nothing else is written over. */
const PLAN_OPENING = '{\n  "schema_version": 1,\n  "producer": ';
const SHARD_OPENING = '{"schema_version":1,"kind":"replay_shard"';

/** Read only by searches that are given shards. */
async function shardsIn(folder: string): Promise<OpenShards> {
  const [{ openShardFiles }, { openSharedReplays }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/replay/shared-replays.ts'),
  ]);
  const files = await openShardFiles(folder);
  return (origin) => openSharedReplays(files, origin);
}

export type ReplayRequest = {
  readonly intent?: string | undefined;
  /** Such as `2/8`. */
  readonly shard: string;
  /** Path to write the shard to. */
  readonly out: string;
  /** Name and version of this program. */
  readonly producer: string;
};

/**
 * `errors` tell why targets were refused: a search that is given all shards meets them again. Throws `USAGE` for no share,
 * and for a place where nobody would look for a shard.
 */
export async function answerReplay(
  settings: Omit<Settings, 'isDryRun'>,
  { intent, shard, out, producer }: ReplayRequest,
): Promise<Answer<ShardReport> & { readonly errors: readonly AutotuneError[] }> {
  if (!out.endsWith('.jsonl')) throw new AutotuneError('USAGE', `--out ${excerpt(out, 200)} does not end in .jsonl`);
  const [{ wireSearch, writeHandedFile }, { replayShard }, { shardText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/search/replay-shard.ts'),
    import('./shard-text.ts'),
  ]);
  const named = intent === undefined ? {} : { intent };
  const write = (lines: AsyncIterable<string>) => writeHandedFile(out, SHARD_OPENING, lines);
  const { report, errors } = await replayShard(await wireSearch(settings), { share: shard, producer, write, ...named });
  return { document: report, errors, isFine: true, text: (paint) => shardText(report, out, paint) };
}

/** What `validate` found, as `--json` prints it. */
export type ValidationReport = {
  readonly valid: boolean;
  readonly documents: number;
  readonly cases: number;
  readonly runs: number | null;
  /** Paths of sealed sets, of documents that cannot be read and so what rests on them, and of sets that were not replayed. */
  readonly unchecked: readonly string[];
  readonly problems: readonly Problem[];
};

export async function answerValidate(
  settings: Pick<Settings, 'repo' | 'screen' | 'environment'>,
): Promise<Answer<ValidationReport>> {
  const [{ wireWorkspace }, { validate }, { problemsText, uncheckedText, unreadText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/validate.ts'),
    import('./text.ts'),
  ]);
  const { problems, documents, cases, runs, unchecked } = await validate(await wireWorkspace(settings));
  const valid = problems.every(({ severity }) => severity !== 'error');
  const sealed = unchecked.flatMap(({ path, why }) => (why === 'sealed' ? [path] : []));
  const counted = `${documents} documents and ${cases} golden cases ${runs === null ? '' : `and ${runs} production runs `}were read`;
  return {
    document: { valid, documents, cases, runs, unchecked: unchecked.map(({ path }) => path), problems },
    isFine: valid,
    text: (paint) => `${problemsText(problems, paint)}${counted}${uncheckedText(sealed)}\n${unreadText(unchecked)}`,
  };
}

/** What is refused is an answer, not a failure: a job that is red for every stray comment would be noise. */
export async function answerCommand(settings: Settings, producer: string): Promise<Answer<CommandReport>> {
  const [{ wireCommand }, { command }, { commandText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/commands/command.ts'),
    import('./command-text.ts'),
  ]);
  const { ports, event } = await wireCommand(settings);
  const document = await command({ ...ports, producer }, event);
  return { document, isFine: true, text: (paint) => commandText(document, paint) };
}

export async function answerStatus(settings: Settings, intent?: string): Promise<Answer<StatusReport>> {
  const [{ wire }, { status }, { statusText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/status.ts'),
    import('./status-text.ts'),
  ]);
  const document = await status(await wire({ ...settings, isDryRun: true }), intent);
  return { document, isFine: true, text: (paint) => statusText(document, paint) };
}

export async function answerAudit(settings: Settings): Promise<Answer<AuditReport>> {
  const [{ wire, wireHosting }, { audit }, { auditText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/audit/audit.ts'),
    import('./audit-text.ts'),
  ]);
  const document = await audit(await wire({ ...settings, isDryRun: true }), await wireHosting(settings));
  const { not_met, unknown } = document.tally;
  return { document, isFine: not_met + unknown === 0, text: (paint) => auditText(document, paint) };
}

export async function answerDoctor(
  settings: Pick<Settings, 'repo' | 'forge' | 'screen' | 'environment'>,
): Promise<Answer<SetupReport>> {
  const [{ wireHosting, wireWorkspace }, { doctor }, { setupText }] = await Promise.all([
    import('../wiring.ts'),
    import('../loop/setup/doctor.ts'),
    import('./setup-text.ts'),
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
    import('../wiring.ts'),
    import('../loop/gate/gate.ts'),
    import('./gate-text.ts'),
  ]);
  const document = await gate(await wireGate(settings), request);
  return { document, isFine: document.decision === 'pass', text: (paint) => gateText(document, paint) };
}
