/** The proposal that a person means by an id, the beginning of one, or the name of a branch. */
import { AutotuneError } from '../../kit/errors.ts';
import { nearest } from '../../kit/nearest.ts';
import { excerpt } from '../../kit/problem.ts';
import type { SurveyedProposal } from '../ledger/proposal-state.ts';
import { type SurveyContext, surveyBranch, surveyProposals } from './survey-proposals.ts';

/** Shorter beginnings of an id are not looked up. */
const LEAST = 4;

/**
 * Finds a proposal that the ledger or the forge knows, open or not. Throws `ID_UNKNOWN`, and `ID_AMBIGUOUS` where
 * several are called so.
 */
export async function findProposal(context: SurveyContext, word: string): Promise<SurveyedProposal> {
  const known = [...context.journal.state({ now: context.now, activeTuples: new Map() }).proposals.values()];
  const exact = known.findLast(({ proposal_id, branch }) => proposal_id === word || branch === word);
  if (exact !== undefined) return surveyBranch(context, exact.branch);
  // A run may have ended before it told the ledger.
  const open = await surveyProposals(context);
  const unrecorded = open.find(({ named, branchName }) => named?.proposal_id === word || branchName === word);
  if (unrecorded !== undefined) return unrecorded;
  const ids = new Map([
    ...known.map(({ proposal_id, branch }) => [proposal_id, branch] as const),
    ...open.flatMap(({ named }) => (named === null ? [] : [[named.proposal_id, named.branch] as const])),
  ]);
  const begun = [...ids.keys()].filter((id) => isBegunBy(id, word));
  const [id, second] = begun;
  if (id === undefined) throw unknown(word, [...ids.keys()]);
  if (second !== undefined) throw new AutotuneError('ID_AMBIGUOUS', `several are called so: ${begun.join(', ')}`);
  return surveyBranch(context, ids.get(id) ?? '');
}

/** The beginning of an id, or of the digits that end it. */
function isBegunBy(id: string, word: string): boolean {
  return word.length >= LEAST && (id.startsWith(word) || (id.split('_').at(-1) ?? '').startsWith(word));
}

function unknown(word: string, ids: readonly string[]): AutotuneError {
  const near = nearest(word, ids);
  const known = ids.length === 0 ? 'the ledger has none' : near.length === 0 ? 'nothing comes close' : near.join(', ');
  return new AutotuneError('ID_UNKNOWN', `there is no proposal ${excerpt(word)}; the nearest: ${known}`);
}
