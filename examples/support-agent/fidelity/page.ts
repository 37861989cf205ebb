// The page that reports how faithful recorded replay is to the real agent.
import type { Tally } from './compare.ts';

/** docs/fidelity.md as a whole. */
export function renderPage(tallies: readonly Tally[]): string {
  const replays = sum(tallies, 'cases');
  const unreplayable = sum(tallies, 'unreplayable');
  const agreed = sum(tallies, 'agreed');
  const compared = replays - unreplayable;
  return `# How faithful recorded replay is

Autotune scores a candidate by replaying recorded cases, without running the agent. This page answers how far that can be
trusted, for the support agent in [\`examples/support-agent\`](../examples/support-agent/README.md): it is an agent that really
runs, so every answer of the replay can be held against what the agent does under the same configuration.

${tallies.length} configurations were tried on all recorded cases of both intents, which makes ${count(replays)} replays. In ${count(compared)} of
them the recording has an answer. **${count(agreed)} of these ${count(compared)} agree with the real run in everything that is compared**: outcome,
amount, approval, admitted evidence in its order, tool calls, citations, input and output tokens, modelled cents and modelled milliseconds.
In the other ${count(unreplayable)} the replay says \`unreplayable\` and gives the reason; such a case is never scored as unchanged and stays in the
denominator.

${(['support.triage', 'support.refund'] as const)
  .map((intent) =>
    section(
      intent,
      tallies.filter((tally) => tally.intent === intent),
    ),
  )
  .join('\n\n')}

## Why they agree

Nothing is left to chance: the recorder writes down what a setting could have asked for, not only what the baseline used.

- Retrieval draws its pools before any setting is looked at. A later hop follows the best raw hit of the hop before, so \`top_k\`,
  \`max_hops\` and \`source_priority\` only cut and re-order what was recorded. A hop that handed over fewer items than the recorded
  depth is complete, and answers any \`top_k\`.
- The agent's answer is the first of an ordered list of candidates whose citations are all in the context. A candidate depends on
  nothing but what it cites. The recording holds the list over everything that was recorded, without the candidates that an earlier
  one always beats.
- Plans are recorded per planner setting, and a call id stands for the same request under every setting.

## What it does not show

- An agent whose retrieval, planning or decisions look at more than the recording holds will not agree in every case. Then replay is
  an estimate, and a live harness is the way to confirm a candidate.
- Where the recording is silent, it is silent for a reason: a depth or a number of hops that was never drawn, or a planner setting
  that was never run (\`policy_first\` and, for refunds, \`none\` were tried on every third ticket only; \`policy_first\` never without
  splitting a ticket that holds several requests).
- Cents and milliseconds come from the same declared model on both sides. They are modelled, never measured.

This page is written by \`node examples/support-agent/fidelity.ts --write\`; a test runs the comparison again and refuses a page that
no longer tells the truth.
`;
}

function section(intent: string, tallies: readonly Tally[]): string {
  const bySurface = new Map<string, Tally[]>();
  for (const tally of tallies)
    bySurface.set(tally.trial.surface, [...(bySurface.get(tally.trial.surface) ?? []), tally]);
  const rows = [...bySurface].map(([surface, group]) => {
    const replays = sum(group, 'cases');
    const silent = sum(group, 'unreplayable');
    const reasons = [...new Set(group.flatMap((tally) => tally.reasons))].sort().map((reason) => `\`${reason}\``);
    const name = surface.includes('.') ? `\`${surface}\`` : surface;
    return `| ${name} | ${group.length} | ${count(replays)} | ${share(silent, replays)} | ${reasons.join(', ')} | ${count(sum(group, 'agreed'))} of ${count(replays - silent)} |`;
  });
  return [
    `## ${intent}`,
    '',
    `${tallies[0]?.cases ?? 0} cases, search and held-out set together.`,
    '',
    '| changed | configurations | replays | unreplayable | because | agree |',
    '| --- | ---: | ---: | ---: | --- | ---: |',
    ...rows,
  ].join('\n');
}

function sum(tallies: readonly Tally[], key: 'cases' | 'unreplayable' | 'agreed'): number {
  return tallies.reduce((total, tally) => total + tally[key], 0);
}

function share(part: number, whole: number): string {
  return part === 0 ? '0 %' : `${((part / whole) * 100).toFixed(1)} %`;
}

function count(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
