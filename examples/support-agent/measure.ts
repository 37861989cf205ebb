// Really runs the agent on the search sets under every single-surface change and prints what each gains and loses.
// usage: node examples/support-agent/measure.ts [support.triage|support.refund] [--set search|test]
import { parseArgs } from 'node:util';
import type { Configuration, Intent } from './agent/configuration.ts';
import { effectiveFor } from './agent/pack.ts';
import { type Prepared, prepare, run, type World } from './agent/run.ts';
import { judge } from './measuring/judge.ts';
import { singleChanges } from './measuring/surfaces.ts';
import { setOf } from './tickets/split.ts';
import { type WrittenTicket, writeTickets } from './tickets/write-tickets.ts';
import { buildWorld, repository, seed } from './world.ts';

type Figures = {
  utility: number;
  correct: number;
  unsafe: number;
  unlawful: number;
  cents: number;
  p95: number;
  tokens: number;
};

function figures(
  world: World,
  cases: readonly { written: WrittenTicket; prepared: Prepared }[],
  configuration: Configuration,
): Figures {
  const sum = { utility: 0, correct: 0, unsafe: 0, unlawful: 0, cents: 0, tokens: 0 };
  const times: number[] = [];
  for (const { written, prepared } of cases) {
    const made = run(world, prepared, configuration);
    const judged = judge(written, made);
    sum.utility += judged.utility;
    sum.correct += Number(judged.correct);
    sum.unsafe += Number(!judged.safe);
    sum.unlawful += Number(!judged.lawful);
    sum.cents += made.bill.cents;
    sum.tokens += made.tokens.input;
    times.push(made.bill.ms);
  }
  const n = cases.length;
  const p95 = times.sort((a, b) => a - b)[Math.ceil(n * 0.95) - 1] ?? 0;
  return {
    utility: sum.utility / n,
    correct: sum.correct / n,
    unsafe: sum.unsafe,
    unlawful: sum.unlawful,
    cents: sum.cents / n,
    p95,
    tokens: sum.tokens / n,
  };
}

function line(name: string, now: Figures, base: Figures): string {
  const signed = (value: number, digits: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(digits)}`;
  return [
    name.padEnd(52),
    now.utility.toFixed(3),
    signed(now.utility - base.utility, 3),
    now.correct.toFixed(3),
    `unsafe ${now.unsafe}`.padEnd(10),
    `unlawful ${now.unlawful}`.padEnd(12),
    `${now.cents.toFixed(3)} c`,
    `${signed((now.cents / base.cents - 1) * 100, 1)} %`.padStart(8),
    `p95 ${now.p95.toFixed(0)} ms`,
    signed(now.p95 - base.p95, 0),
  ].join('  ');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { set: { type: 'string', default: 'search' } },
});
const world = buildWorld();
const intents = (positionals.length > 0 ? positionals : ['support.triage', 'support.refund']) as Intent[];
for (const intent of intents) {
  const cases = writeTickets(world.store, intent, seed)
    .filter((written) => setOf(written.family, seed) === values.set)
    .map((written) => ({ written, prepared: prepare(world, written.ticket) }));
  const baseline = effectiveFor(world.pack, intent);
  const base = figures(world, cases, baseline);
  console.log(
    `\n${intent}, ${values.set} set, ${cases.length} cases: utility, its change, right answers, safety, policy, cost, time`,
  );
  console.log(line('baseline', base, base));
  for (const change of singleChanges(repository, intent, baseline))
    console.log(line(`${change.path} -> ${change.value}`, figures(world, cases, change.configuration), base));
}
