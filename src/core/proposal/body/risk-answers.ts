/** What answers the questions about risk: how often an agent acts, and who owns the gate that is moved. */
import { code, plain } from '../../../kit/markdown.ts';
import type { RiskyCalls } from '../../../schema/risky-calls.ts';
import type { Measured, ReviewFacts } from './review-facts.ts';

/** Sums of each set; which cases they come from is not told of the held-out set. */
export function riskySentence({ risky_calls: search, heldout }: Measured): string {
  if (search === undefined) return 'Calls of risky tools were not counted.';
  const sets = [`the search cases ${callsOf(search)}`];
  if (heldout?.risky_calls !== undefined) sets.push(`the held-out cases, in sum, ${callsOf(heldout.risky_calls)}`);
  return `Calls of tools that do more than read, baseline to candidate: over ${sets.join('; over ')}.`;
}

function callsOf(calls: RiskyCalls): string {
  const classes = Object.entries(calls);
  const sum = (side: 'baseline' | 'treatment') => classes.reduce((total, [, counts]) => total + counts[side], 0);
  const each = classes.map(([risk, { baseline, treatment }]) => `${code(risk)} ${baseline} → ${treatment}`);
  return `${sum('baseline')} → ${sum('treatment')}${each.length === 0 ? '' : ` (${each.join(', ')})`}`;
}

export function gateSentences({ surfaces, roles }: ReviewFacts, path: string): readonly string[] {
  const surface = surfaces.find((declared) => declared.path === path);
  if (surface === undefined) return [`The base does not declare ${code(path)}, so nobody is named as its owner.`];
  const approval = surface.policy_owner_approval;
  const direction =
    approval === undefined
      ? `${code(path)} is declared to be tightened only: more decisions go to a person.`
      : `${code(path)} may be loosened; the base says of the policy owner’s approval: ${plain(approval)}`;
  return [ownerSentence(surface, roles), direction];
}

/** Nobody has approved when this is written: whether they did is what the gate shows later. */
function ownerSentence({ owner }: ReviewFacts['surfaces'][number], roles: ReviewFacts['roles']): string {
  const held = roles.filter((role) => role.owner.toLowerCase() === owner.toLowerCase()).map(({ role }) => code(role));
  return held.length > 0
    ? `Its owner is ${code(owner)}; whether they approved the commit in question stands in the gate’s table, as ${held.join(' and ')}.`
    : `Its owner is ${code(owner)}, who has no required role: the gate’s table shows their approval once ${code('reviewers')} of the configuration names them.`;
}
