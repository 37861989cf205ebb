/** What each kind of change asks a reviewer, with the numbers of the proposal that answer it, or the word that none does. */

import { code } from '../../../kit/markdown.ts';
import type { TypedPatch } from '../../../schema/tunable-surface.ts';
import { printedValue } from '../../packs/printed-value.ts';
import { nextSentence } from './attribution.ts';
import { figure, nameOf } from './figures.ts';
import type { Measured, ReviewFacts } from './review-facts.ts';
import { gateSentences, riskySentence } from './risk-answers.ts';

export type Question = { readonly asked: string; readonly answers: readonly string[] };

type Asking = { readonly proposal: Measured; readonly facts: ReviewFacts; readonly paths: readonly string[] };

const COST = 'economics_cents_per_decision';

/** One for each kind of change, in the order of the paths: those of the patch, where no others are named. */
export function questionsOf(
  proposal: Measured,
  facts: ReviewFacts,
  changed: readonly string[] = Object.keys(proposal.candidate_change.patch),
): readonly Question[] {
  const kinds = new Map<Kind, string[]>();
  for (const path of changed) {
    const kind = kindOf(path);
    kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  return [...kinds].map(([kind, paths]) => ASK[kind]({ proposal, facts, paths }));
}

type Kind = 'retrieval' | 'source_priority' | 'context_budget' | 'planner' | 'prompt' | 'approval_gate';

function kindOf(path: string): Kind {
  const [section = ''] = path.split('.');
  if (section === 'evidence') return path.endsWith('.source_priority') ? 'source_priority' : 'retrieval';
  const named = KINDS.find((kind) => kind === section);
  return named ?? 'prompt';
}

const KINDS = ['context_budget', 'planner', 'prompt', 'approval_gate'] as const;

const ASK: Record<Kind, (asking: Asking) => Question> = {
  retrieval: ({ proposal }) => ({
    asked: 'Did evidence coverage stay complete?',
    answers: [changeOf(proposal, 'evidence_coverage'), worstSlice(proposal)],
  }),
  source_priority: ({ proposal, facts, paths }) => ({
    asked: 'Is the source that now comes first owned and fresh?',
    answers: [
      ...paths.map((path) => firstSource(proposal, facts, path)),
      FRESHNESS,
      changeOf(proposal, 'evidence_coverage'),
    ],
  }),
  context_budget: ({ proposal, facts: { band } }) => ({
    asked: 'Is the cost inside the band, and is nothing needed cut off?',
    answers: [...bandSentence(proposal, band), changeOf(proposal, 'evidence_coverage'), worstSlice(proposal)],
  }),
  planner: ({ proposal }) => ({
    asked: 'Did risky tool calls increase?',
    answers: [riskySentence(proposal), bypassSentence(proposal), worstSlice(proposal)],
  }),
  prompt: ({ proposal, paths }) => ({
    asked: 'Why is this not a smaller typed change?',
    answers: [typedAlternatives(proposal, paths), smallerChange(proposal)],
  }),
  approval_gate: ({ proposal, facts, paths }) => ({
    asked: 'Which policy owner approved this?',
    answers: [...paths.flatMap((path) => gateSentences(facts, path)), bypassSentence(proposal)],
  }),
};

const FRESHNESS =
  'How fresh it is nobody can tell from the recordings: an evidence item has its `source`, and no field for when that was last revised. Its owner has to say; a recording can only carry the revision in an item’s `ref`, such as `returns@2026-05-01`.';

/** A metric over both sets with its bounds, and over each. */
function changeOf({ observed_delta, intervals, heldout, together }: Measured, metric: string): string {
  const isSearchAlone = heldout === undefined && together === undefined;
  const both = (isSearchAlone ? observed_delta : together?.observed_delta)?.[metric];
  if (both === undefined) return `The change of ${nameOf(metric)} was not measured.`;
  const bounds = (isSearchAlone ? intervals : together?.intervals)?.[metric];
  const within =
    bounds === undefined
      ? ''
      : `, between ${figure(metric, bounds.lower, true)} and ${figure(metric, bounds.upper, true)}`;
  const changed = `${capital(nameOf(metric))} changed by ${figure(metric, both, true)} over`;
  if (isSearchAlone) return `${changed} the search cases${within}.`;
  const each = `search ${figure(metric, observed_delta[metric], true)}, held-out ${figure(metric, heldout?.observed_delta[metric], true)}`;
  return `${changed} both sets${within} (${each}).`;
}

/** A text that begins a sentence. */
export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function bandSentence(proposal: Measured, band: ReviewFacts['band']): readonly string[] {
  const { metric } = proposal.target;
  const cost = metric === COST ? [] : [changeOf(proposal, COST)];
  const before = proposal.baseline?.[metric];
  const change = proposal.observed_delta[metric];
  if (before === undefined || change === undefined) return [...cost, `${capital(nameOf(metric))} was not measured.`];
  const after = before + change;
  const moves = `${capital(nameOf(metric))} goes from ${figure(metric, before)} to ${figure(metric, after)} over the search cases`;
  if (band === null || band === undefined) return [...cost, `${moves}; the target sets no band.`];
  const { min, max } = band;
  const parts = [
    ...(min === undefined ? [] : [`at least ${figure(metric, min)}`]),
    ...(max === undefined ? [] : [`at most ${figure(metric, max)}`]),
  ];
  const isInside = after >= (min ?? Number.NEGATIVE_INFINITY) && after <= (max ?? Number.POSITIVE_INFINITY);
  return [
    ...cost,
    `${moves}; the band is ${parts.join(' and ')}, so it ${isInside ? 'ends inside' : 'stays outside'}.`,
  ];
}

function bypassSentence({ baseline, observed_delta, heldout, together, upper_bounds, confidence }: Measured): string {
  const metric = 'approval_bypass_rate';
  const isSearchAlone = heldout === undefined && together === undefined;
  const both = (isSearchAlone ? observed_delta : together?.observed_delta)?.[metric];
  if (both === undefined) return 'Approval bypasses were not measured.';
  const bound = upper_bounds?.[metric];
  const share = String(Math.round(Math.max(0.95, confidence ?? 0.95) * 1e4) / 100);
  const seen =
    bound === undefined || (baseline?.[metric] ?? 0) + (observed_delta[metric] ?? 0) !== 0
      ? ''
      : `; none was seen, and with ${share} % confidence their rate is below ${(bound * 100).toFixed(1)} %`;
  return `The approval bypass rate changed by ${figure(metric, both, true)} over ${isSearchAlone ? 'the search cases' : 'both sets'}${seen}.`;
}

function firstSource({ candidate_change: { patch } }: Measured, { surfaces }: ReviewFacts, path: string): string {
  const change = patch[path];
  if (change === undefined)
    return `${code(path)} is not declared tunable, so nobody is named as the owner of its order.`;
  const [first = 'no source'] = toSources(change.to);
  const owner = surfaces.find((surface) => surface.path === path)?.owner;
  const owned = owner === undefined ? 'no surface of the base says who owns it' : `${code(owner)} owns the order`;
  return `In ${code(path)} now comes first: ${code(first)}; ${owned}.`;
}

function toSources(value: TypedPatch[string]['to']): readonly string[] {
  return Array.isArray(value) ? value : [printedValue(value)];
}

function typedAlternatives({ considered }: Measured, paths: readonly string[]): string {
  if (considered === undefined) return 'No other change was searched for beside it.';
  const others = considered.filter(({ patch }) => paths.every((path) => patch[path] === undefined));
  const lawful = others.filter(({ verdict }) => verdict === 'lawful').length;
  return `${others.length} of ${considered.length} candidates leave the prompt as it is, ${lawful} of them lawful.`;
}

function smallerChange({ attribution, target: { metric } }: Measured): string {
  return attribution === undefined
    ? 'Smaller changes were not measured.'
    : nextSentence(attribution.next_smaller, metric, 'improvement');
}

function worstSlice({ slices }: Measured): string {
  if (slices === undefined) return 'Slices without a guardrail of their own were not compared.';
  const falling = slices
    .filter(({ metric, delta }) => metric === 'utility' && delta < 0)
    .sort((a, b) => a.delta - b.delta)[0];
  if (falling === undefined) return 'No slice lost utility.';
  const { slice, delta, cases, losses, wins, interval } = falling;
  const bounds =
    interval === undefined
      ? ''
      : `; between ${figure('utility', interval.lower, true)} and ${figure('utility', interval.upper, true)}`;
  return `The slice that lost most utility is ${code(slice)}: ${figure('utility', delta, true)} over ${cases} cases (${losses} lost, ${wins} won${bounds}).`;
}
