/** Whether checks of open proposals wait for a person: GitHub holds back what a workflow's own token has caused. */
import { type Check, UNASKED } from '../check.ts';

export const checkWaitingRuns: Check = ({ host }) => {
  const check = 'waiting runs';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { waiting_runs: waiting, identity } = host;
  if ('unknown' in waiting) {
    return [{ check, verdict: 'inconclusive', found: waiting.unknown, fix: 'Give the token `actions: read`.' }];
  }
  if (waiting.known === 0) return [{ check, verdict: 'pass', found: 'no check of a proposal waits for approval' }];
  const isWorkflow = 'known' in identity && identity.known.kind === 'workflow';
  const advice = isWorkflow ? " An App's token would start them at once." : '';
  const fix = `Open the pull request and click "Approve workflows to run".${advice}`;
  return [{ check, verdict: 'fail', found: `${waiting.known} runs for proposals wait for approval`, fix }];
};
