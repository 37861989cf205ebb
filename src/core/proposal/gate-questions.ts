/** What a person's change asks its reviewers, by the kind of what changes, answered with the figures of the search set. */
import type { GateReport, GateScorecard } from '../../schema/gate-report.ts';
import { questionsOf } from './body/questions.ts';

/** Markdown; empty where nothing that an intent runs under changes by a person. */
export function gateQuestions({ search, confidence, review }: GateScorecard, roles: GateReport['roles'] = []): string {
  if (review === undefined) return '';
  const { metric, band = null, patch, paths, surfaces } = review;
  const { observed_delta, intervals, baseline, risky_calls } = search;
  const counted = risky_calls === undefined ? {} : { risky_calls };
  const measured = {
    ...{ observed_delta, intervals, baseline, confidence, ...counted },
    ...{ target: { metric }, candidate_change: { patch } },
  };
  const asked = questionsOf(measured, { band, surfaces, roles }, paths);
  return asked
    .map((question) => `**${question.asked}**\n\n${question.answers.map((answer) => `- ${answer}`).join('\n')}`)
    .join('\n\n');
}
