/**
 * Whether each target that the base answers is answered after the merge: a run refuses what is left open, so a change that
 * opens a question leaves nothing by which later ones could be searched, and says so nowhere else.
 */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

/** A target by its intent, with what keeps a run from answering it, a sentence each. */
export type TargetQuestions = { readonly intent: string; readonly open: readonly string[] };

export type TargetFacts = {
  readonly before: readonly TargetQuestions[];
  readonly after: readonly TargetQuestions[];
  /** Of the configuration. */
  readonly path: string;
};

export const checkTargets: Check<TargetFacts> = ({ before, after, path }) => {
  const { fail, note } = findings('targets');
  return after.flatMap(({ intent, open }) => {
    const was = before.filter((target) => target.intent === intent);
    const known = new Set(was.flatMap((target) => target.open));
    const say = was.some((target) => target.open.length === 0) ? fail : note;
    const told = open.filter((question) => !known.has(question));
    return told.map((question) =>
      say(`${excerpt(intent, 120)}: ${excerpt(question, 300)}: a run refuses it`, { path }),
    );
  });
};
