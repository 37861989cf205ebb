/** Whether a check is of what a merge makes: one that ran before the base moved says nothing of both changes together. */
import { type Check, UNASKED } from '../check.ts';

const FIX =
  'Tick “Require branches to be up to date before merging” beside the required checks, or use a merge queue: two changes of one pack, each judged by itself, would otherwise be merged under one version.';

export const checkUpToDate: Check<'host'> = ({ host }) => {
  const check = 'up to date';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { up_to_date: asked, classic_protection: classic } = host;
  if ('unknown' in asked) return [{ check, verdict: 'inconclusive', found: asked.unknown, fix: FIX }];
  if (asked.known) return [{ check, verdict: 'pass', found: 'a merge waits for checks on top of the newest base' }];
  if ('unknown' in classic) return [{ check, verdict: 'inconclusive', found: classic.unknown, fix: FIX }];
  return [{ check, verdict: 'fail', found: 'a change that was judged on an older base can be merged', fix: FIX }];
};
