/** Which part of the change earns its improvement, and the next smaller change, in a few sentences. */

import { code, plain } from '../../../kit/markdown.ts';
import type { Attribution, SmallerChange } from '../../../schema/attribution.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { figure, shortPatch } from './figures.ts';

/** Nothing for a proposal without an attribution. */
export function attributionSection(proposal: Proposal): string {
  const { attribution, target } = proposal;
  if (attribution === undefined) return '';
  const gain = gainOf(proposal);
  const parts = attribution.paths.length === 1 ? [] : partSentences(proposal, attribution, gain);
  return ['### Attribution', [...parts, nextSentence(attribution.next_smaller, target.metric, gain)].join('\n')].join(
    '\n\n',
  );
}

function gainOf({ target: { metric, direction } }: Proposal): string {
  return metric === 'economics_cents_per_decision' && direction === 'decrease' ? 'saving' : 'improvement';
}

function partSentences({ candidate_change, target }: Proposal, attribution: Attribution, gain: string): string[] {
  const { metric } = target;
  const alone = attribution.paths.map(({ path, alone, main_effect }) => {
    const { from = '', to = '' } = candidate_change.patch[path] ?? {};
    const change = code(shortPatch({ [path]: { from, to } }));
    const averaged =
      main_effect.settings > 1
        ? ` Averaged over ${main_effect.settings} settings of the other paths it gives ${figure(metric, main_effect.delta ?? undefined, true)}.`
        : '';
    if (alone === null) return `- ${change} alone was not evaluated.${averaged}`;
    return `- ${change} alone gives ${percentOf(alone.share)} of the ${gain} (${figure(metric, alone.delta, true)}), and ${safetyOf(alone)}.${averaged}`;
  });
  const pairs = attribution.pairs.map(({ paths, interaction }) => {
    const names = paths.map((path) => code(path)).join(' and ');
    if (interaction.delta === null) return `- What ${names} do together beyond their sum was not evaluated.`;
    const share = interaction.share ?? 0;
    const size = `${figure(metric, Math.abs(interaction.delta))} (${percentOf(Math.abs(share))} of the ${gain})`;
    return `- Together ${names} give ${size} ${share < 0 ? 'less' : 'more'} than the sum of each.`;
  });
  return [...alone, ...pairs, ''];
}

function safetyOf({ verdict, reason }: SmallerChange): string {
  switch (verdict) {
    case 'lawful':
      return 'is safe alone';
    case 'no_improvement':
      return `is safe alone, but too small: ${plain(reason)}`;
    case 'inconclusive':
      return `is not known to be safe alone: ${plain(reason)}`;
    case 'refused':
      return `is not safe alone: ${plain(reason)}`;
  }
}

export function nextSentence(next: SmallerChange | null, metric: string, gain: string): string {
  if (next === null) return 'No smaller change that gains anything was evaluated.';
  const figures = `${percentOf(next.share)} of the ${gain} (${figure(metric, next.delta, true)}${metric === 'utility' ? '' : `, utility ${figure('utility', next.utility ?? undefined, true)}`}, ${next.changed} cases end differently)`;
  const named = `The next smaller change is ${code(shortPatch(next.patch))}: ${figures}`;
  return next.verdict === 'lawful' ? `${named}; it is lawful too.` : `${named}; it ${safetyOf(next)}.`;
}

function percentOf(share: number): string {
  const rounded = Math.round(share * 100);
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)} %`;
}
