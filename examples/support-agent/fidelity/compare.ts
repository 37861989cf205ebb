// Holds the product's recorded replay against really running the agent, case by case. This is the one place of the example that
// knows the product; the agent does not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { prepareConfiguration } from '../../../src/core/replay/configuration.ts';
import { type Law, prepareCase, type ReplayableCase } from '../../../src/core/replay/replay.ts';
import { GoldenCase } from '../../../src/schema/golden-case.ts';
import { PolicyBundle } from '../../../src/schema/policy-bundle.ts';
import { Runtime } from '../../../src/schema/runtime.ts';
import type { Transcript } from '../../../src/schema/transcript.ts';
import type { Intent } from '../agent/configuration.ts';
import { effectiveFor } from '../agent/pack.ts';
import { type Prepared, prepare, type Run, run, type World } from '../agent/run.ts';
import { writeTickets } from '../tickets/write-tickets.ts';
import { seed } from '../world.ts';
import { type Trial, trialsOf } from './configurations.ts';

export type Tally = {
  readonly intent: Intent;
  readonly trial: Trial;
  readonly cases: number;
  readonly unreplayable: number;
  readonly reasons: readonly string[];
  readonly agreed: number;
  /** What differed, as `case: field live/replayed`. */
  readonly differences: readonly string[];
};

/** Compares every trial of an intent on every recorded case of both sets. */
export function compareIntent(world: World, repository: string, intent: Intent): readonly Tally[] {
  const law = readLaw(repository);
  const live = new Map(writeTickets(world.store, intent, seed).map(({ ticket }) => [ticket.id, ticket]));
  const pairs = ['search', 'test'].flatMap((set) =>
    readCases(join(repository, 'goldens', intent, `${set}.jsonl`)).map((golden) => {
      const ticket = live.get(golden.case_id);
      if (ticket === undefined) throw new Error(`no ticket was written for the recorded case ${golden.case_id}`);
      // The recorder adds the anchor tag after the agent ran; policy may read tags, so both sides get the same.
      return { prepared: prepare(world, { ...ticket, tags: golden.tags }), recorded: prepareCase(golden, law) };
    }),
  );
  return trialsOf(intent, effectiveFor(world.pack, intent)).map((trial) =>
    compareTrial(world, intent, { trial, pairs }),
  );
}

function compareTrial(
  world: World,
  intent: Intent,
  { trial, pairs }: { trial: Trial; pairs: readonly { prepared: Prepared; recorded: ReplayableCase }[] },
): Tally {
  const configuration = prepareConfiguration(
    structuredClone(trial.configuration) as Parameters<typeof prepareConfiguration>[0],
  );
  const reasons = new Set<string>();
  const differences: string[] = [];
  let unreplayable = 0;
  let agreed = 0;
  for (const { prepared, recorded } of pairs) {
    const replayed = recorded.replay(configuration);
    if (replayed.status !== 'valid') {
      unreplayable++;
      reasons.add(replayed.reason);
      continue;
    }
    const found = differencesBetween(run(world, prepared, trial.configuration), replayed.transcript);
    if (found.length === 0) agreed++;
    else differences.push(`${prepared.ticket.id} under ${trial.label}: ${found.join('; ')}`);
  }
  return { intent, trial, cases: pairs.length, unreplayable, reasons: [...reasons].sort(), agreed, differences };
}

function differencesBetween(live: Run, replayed: Transcript): readonly string[] {
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    ['outcome', live.outcome, replayed.outcome],
    ['amount', live.amount, replayed.amount],
    ['approval', live.approval, replayed.approval],
    ['evidence', live.admitted.join(' '), replayed.admitted.join(' ')],
    ['calls', live.calls.map((call) => call.call_id).join(' '), replayed.calls.map((call) => call.call_id).join(' ')],
    ['cites', live.decision?.cites.join(' ') ?? '', replayed.cites.join(' ')],
    ['input tokens', live.tokens.input, replayed.tokens.input],
    ['output tokens', live.tokens.output, replayed.tokens.output],
    ['cents', live.bill.cents.toFixed(9), replayed.cost_cents.toFixed(9)],
    ['milliseconds', live.bill.ms.toFixed(6), replayed.latency_ms.toFixed(6)],
  ];
  return compared
    .filter(([, ran, told]) => ran !== told)
    .map(([field, ran, told]) => `${field} ${String(ran)} / ${String(told)}`);
}

function readCases(path: string): readonly GoldenCase[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '');
  return lines.map((text) => GoldenCase.parse(JSON.parse(text)));
}

function readLaw(repository: string): Law {
  const read = (path: string): unknown => parse(readFileSync(join(repository, 'packs/support', path), 'utf8'));
  return {
    policy: PolicyBundle.parse(read('policy/policy.returns.yaml')),
    runtime: Runtime.parse(read('runtime/runtime.support.yaml')),
  };
}
