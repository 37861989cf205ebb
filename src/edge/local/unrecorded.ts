/**
 * The proposals of a checkout whose ledger is gone, and with it the records of their pull requests: the branches alone
 * tell that they were opened. Without them nobody would miss the ledger that they cite.
 */
import type { PullRequest } from '../../ports/forge.ts';
import { gitFailure, type Repository } from '../git/git.ts';
import { kindOfBranch } from '../git/own-branch.ts';

const FORMAT = '%(refname:lstrip=2) %(objectname) %(committerdate:unix)';

/** Every branch of a proposal as an open pull request, in the order of their names. */
export async function unrecordedRequests(repository: Repository, base: string): Promise<readonly PullRequest[]> {
  const args = ['for-each-ref', `--format=${FORMAT}`, 'refs/heads/autotune/'];
  const { stdout, stderr } = await repository.git(args);
  if (stderr !== '') throw gitFailure(args, stderr);
  const heads = stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([branch = '']) => kindOfBranch(branch) === 'proposal');
  return heads.map(([branch = '', head = '', seconds], i) => ({
    ...{ number: i + 1, url: null, branch, head, base },
    ...{ state: 'open', createdAt: new Date(Number(seconds) * 1000).toISOString(), closedAt: null },
  }));
}
