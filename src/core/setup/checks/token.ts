/** Whether the token that the workflow uses may open a pull request at all: a setting of the repository, not of the job. */
import { type Check, UNASKED } from '../check.ts';

const SETTING = 'Settings → Actions → General → Workflow permissions';

export const checkToken: Check = ({ host }) => {
  const check = 'token';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { workflow_token: token } = host;
  if ('unknown' in token) {
    const fix = `Look under ${SETTING}: "Allow GitHub Actions to create and approve pull requests". An App's token does not need it.`;
    return [{ check, verdict: 'inconclusive', found: token.unknown, fix }];
  }
  if (!token.known.may_open_pull_requests) {
    const fix = `Tick "Allow GitHub Actions to create and approve pull requests" under ${SETTING}, or use an App's token.`;
    return [{ check, verdict: 'fail', found: 'GitHub Actions may not open pull requests here', fix }];
  }
  const found = 'GitHub Actions may open pull requests';
  if (token.known.default === 'read') return [{ check, verdict: 'pass', found }];
  const fix = `Choose "Read repository contents" under ${SETTING}; the workflow names what it needs itself.`;
  return [
    { check, verdict: 'pass', found },
    { check, verdict: 'fail', found: "every workflow's token may write, unless it says otherwise", fix },
  ];
};
