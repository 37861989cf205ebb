/** Whether the change brings one proposal that can be read, for a target that the base has. */
import type { Problem } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type DocumentFacts = {
  /** The files of proposals that the change adds or changes. */
  readonly proposals: readonly { readonly path: string; readonly problems: readonly Problem[] }[];
  /** What the base lacks for the proposal to be judged, one sentence each; empty where it is not known yet. */
  readonly missing: readonly string[];
};

const LISTED = 5;

export const checkDocument: Check<DocumentFacts> = ({ proposals, missing }) => {
  const { pass, fail } = findings('proposal_document');
  if (proposals.length > 1) {
    return proposals.map(({ path }) =>
      fail('a pull request carries one proposal, and this is one of several', { path }),
    );
  }
  const broken = proposals.flatMap(({ path, problems }) =>
    problems
      .slice(0, LISTED)
      .map(({ line, message }) => fail(`the proposal cannot be read: ${message}`, { path, line })),
  );
  if (broken.length > 0) return broken;
  const [proposal] = proposals;
  const place = proposal === undefined ? {} : { path: proposal.path };
  if (missing.length > 0) return missing.map((what) => fail(what, place));
  return [pass('one proposal, for a target of the base', place)];
};
