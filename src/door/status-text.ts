/** Where everything stands, as a person reads it on the terminal. */

import { excerpt } from '../kit/problem.ts';
import type { StatusReport } from '../schema/status-report.ts';
import { flaggedLines, lapsedLines, rejectionLines } from './rejections-text.ts';
import type { Paint } from './text.ts';

const COLOUR = { proposed: 'green', no_proposal: 'yellow', refused: 'red', unfinished: 'yellow' } as const;

export function statusText(report: StatusReport, paint: Paint): string {
  const { ledger, targets, released, heldout, proposals, rejections, lapsed, flagged } = report;
  const sets = new Map(heldout.map((set) => [set.intent, set]));
  const records = new Map(released.map((record) => [record.intent, record]));
  const lines = [
    ledger.head === null
      ? `${ledger.ref}  nothing is recorded yet`
      : `${ledger.ref}  ${ledger.head.slice(0, 12)}  ${counted(ledger.events, 'event')}, the last at ${ledger.last_at}`,
    '',
    ...targets.flatMap((target) => [
      ...targetLines(target, paint),
      ...releasedLines(records.get(target.intent)),
      ...heldoutLines(sets.get(target.intent)),
      '',
    ]),
    paint('bold', 'open proposals'),
    ...(proposals.length === 0 ? ['  none'] : proposals.flatMap(proposalLines)),
    '',
    paint('bold', 'rejections'),
    ...(rejections.length === 0 ? ['  none'] : rejections.flatMap(rejectionLines)),
    ...lapsed.flatMap((end) => lapsedLines(end)),
    ...(flagged.length === 0 ? [] : ['', ...flaggedLines(flagged, paint)]),
  ];
  return `${lines.join('\n')}\n`;
}

function targetLines({ intent, metric, last_run }: StatusReport['targets'][number], paint: Paint): string[] {
  const head = `${paint('bold', intent)}  ${metric}`;
  if (last_run === null) return [head, '  last run   none'];
  const { run_id, at, result, reason } = last_run;
  return [
    head,
    `  last run   ${paint(COLOUR[result], result.replace('_', ' '))}  ${run_id}  ${at}`,
    `             ${excerpt(reason, 600)}`,
  ];
}

const PAST = { failed: 'had failed', missing: 'had not ended' } as const;

function releasedLines(record: StatusReport['released'][number] | undefined): string[] {
  if (record === undefined) return ['  released   no record'];
  const { tuple, pack, candidate, stage, since, rollback_target, waits, rejected, gate_bypassed, promotion } = record;
  const at = `at ${stage} since ${since}`;
  const counts = Object.entries(rejected).flatMap(([scope, count]) => (count === 0 ? [] : [`${count} ${scope}`]));
  return [
    `  released   ${tuple}, ${excerpt(pack, 200)}${candidate === null ? `, ${at}` : ''}`,
    ...(candidate === null ? [] : [`  rollout    ${candidate.tuple}, ${excerpt(candidate.pack, 200)}, ${at}`]),
    `             ${rollback_target === null ? 'there is nothing to go back to' : `a rollback restores ${rollback_target}`}`,
    ...(gate_bypassed === undefined ? [] : [`             it was merged past its gate, which ${PAST[gate_bypassed]}`]),
    ...(promotion === undefined ? [] : [promotionLine(promotion)]),
    ...(waits === undefined ? [] : [`             ${excerpt(waits, 400)}`]),
    ...(counts.length === 0 ? [] : [`  rejected   ${counts.join(', ')}`]),
  ];
}

function promotionLine(promotion: NonNullable<StatusReport['released'][number]['promotion']>): string {
  const { next, asked_at, state, branch, pull_request } = promotion;
  const where = excerpt(pull_request?.url ?? branch, 300);
  return `  promotion  to ${next}, asked for at ${asked_at}, ${state}: ${where}`;
}

function heldoutLines(set: StatusReport['heldout'][number] | undefined): string[] {
  if (set === undefined) return ['  held-out   no manifest'];
  const { max_looks, remaining, next_confidence, refresh, spent, carried, earlier } = set;
  const next = next_confidence === null ? '' : `; the next needs ${percent(next_confidence)} confidence`;
  return [
    `  held-out   ${set.set}: ${remaining} of ${max_looks} looks left${next}`,
    ...(spent.length === 0 ? ['             nobody has looked at it'] : []),
    ...spent.map(
      ({ look, error, run_id }) => `             look ${look} took ${percent(error)} of the error  ${run_id}`,
    ),
    ...(carried === undefined
      ? []
      : [
          `             ${counted(carried.looks, 'look')} at earlier versions count: about ${carried.cases} of its cases stood there`,
        ]),
    ...earlier.map(({ set: name, looks }) => `             earlier: ${name}, ${counted(looks, 'look')}`),
    ...(refresh === undefined ? [] : [`             ${refresh}`]),
  ];
}

function proposalLines(proposal: StatusReport['proposals'][number]): string[] {
  const { proposal_id, change, branch, state, at, expires_at, pull_request } = proposal;
  const until = expires_at === undefined ? '' : `, expires ${expires_at}`;
  return [
    `  ${proposal_id}`,
    `    ${change === undefined ? '' : `${excerpt(change, 200)}  `}${state.replace('_', ' ')} since ${at}${until}`,
    `    ${pull_request === undefined ? `git show ${branch}` : excerpt(pull_request.url, 300)}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
