/** Whether the owners count for GitHub: one without write access is ignored, and a bot's approval is none. */
import type { Finding } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

const MAY_WRITE = new Set<string>(['admin', 'maintain', 'write']);

export const checkOwnerRoles: Check = ({ ownership, host }) => {
  const check = 'owner roles';
  if (ownership.path === null) return [];
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const findings: Finding[] = [];
  const { code_owner_errors: errors } = host;
  if ('known' in errors) {
    for (const { line, kind, message } of errors.known) {
      const fix = 'Name people and teams of this repository who may write to it.';
      findings.push({ check, verdict: 'fail', found: `${ownership.path}:${line}: ${kind}: ${message}`, fix });
    }
  }
  const unknown: string[] = [];
  for (const [owner, role] of Object.entries(host.owners)) {
    if ('unknown' in role) unknown.push(`${owner} (${role.unknown})`);
    else if (!MAY_WRITE.has(role.known)) {
      const found = `${owner} has the role ${role.known}, so GitHub does not ask for a review`;
      findings.push({ check, verdict: 'fail', found, fix: `Give ${owner} write access, or name another owner.` });
    }
  }
  for (const bot of host.bots) {
    const found = `${bot} is a bot, and owns what is proposed`;
    findings.push({ check, verdict: 'fail', found, fix: 'A bot cannot be a code owner; name a person or a team.' });
  }
  // GitHub itself lists owners that do not count, so a clean list settles those whose role cannot be read.
  const isSettled = 'known' in errors && errors.known.length === 0;
  if (unknown.length > 0 && !isSettled) {
    const fix = 'Use an App with `members: read` to read the roles of teams.';
    findings.push({ check, verdict: 'inconclusive', found: `roles unknown: ${unknown.join(', ')}`, fix });
  }
  return findings.length > 0
    ? findings
    : [{ check, verdict: 'pass', found: 'every owner may write, by GitHub’s own list' }];
};
