/** Where the required roles stand with the commit that was judged, as one small table for a check, a page or a comment. */
import { code, plain, table } from '../../kit/markdown.ts';
import type { GateReport, RoleState } from '../../schema/gate-report.ts';

const ROLE: Record<RoleState['state'], string> = {
  approved: '✅ approved',
  changes_requested: '❌ changes asked for',
  awaited: '⏳ awaited',
  unknown: '❔ unknown',
};

/** Where the required roles stand; whether a merge waits for them is for the rules of the branch to say. */
export function rolesTable({ roles = [], head }: GateReport): string {
  if (roles.length === 0) return '';
  const rows = roles.map(({ role, owner, state, by, reason }) => {
    const who = by.length === 0 ? '' : ` by ${by.map((login) => code(login)).join(', ')}`;
    return [code(role), code(owner), `${ROLE[state]}${who}${reason === '' ? '' : `: ${plain(reason, 600)}`}`];
  });
  const said = `Reviews of ${code(head.slice(0, 12))} when this was judged. They are shown here and decide nothing: the rules of the branch do.`;
  return `${table(['required role', 'owner', 'state'], rows)}\n\n${said}`;
}
