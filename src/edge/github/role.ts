/** The role that somebody has in the repository, whatever gave it to them: the host adds up teams, owners and grants. */
import * as z from 'zod';
import { ROLES, type Role } from '../../schema/role.ts';
import type { GitHub } from './client.ts';

const Collaborator = z.object({
  role_name: z.string(),
  user: z
    .object({ id: z.int(), type: z.string().optional(), permissions: z.record(z.string(), z.boolean()).optional() })
    .nullable(),
});

/** What a role of somebody's own making may do, by the name that GitHub has for it, the most first. */
const PERMISSIONS: readonly (readonly [string, Role])[] = [
  ['admin', 'admin'],
  ['maintain', 'maintain'],
  ['push', 'write'],
  ['triage', 'triage'],
  ['pull', 'read'],
];

export type HeldRole = { readonly id: string | null; readonly role: Role; readonly isBot: boolean };

/** The role and whose it is; null where GitHub knows nobody of that login. */
export async function readRole(github: GitHub, login: string): Promise<HeldRole | null> {
  const answer = await github.read('collaborators/{username}/permission', { username: login }, Collaborator);
  if (answer === null) return null;
  const own = answer.user?.permissions ?? {};
  const held = PERMISSIONS.find(([permission]) => own[permission] === true)?.[1];
  const role = ROLES.find((name) => name === answer.role_name) ?? held ?? 'none';
  return { id: answer.user === null ? null : String(answer.user.id), role, isBot: answer.user?.type === 'Bot' };
}
