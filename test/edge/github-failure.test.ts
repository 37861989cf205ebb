import { expect, it } from 'vitest';
import { failureOf } from '../../src/edge/github/failure.ts';

const ROUTE = 'POST /repos/{owner}/{repo}/pulls';

const refused = (status: number, headers: Readonly<Record<string, string>>) =>
  failureOf({ message: 'Resource not accessible by integration', response: { status, headers } }, ROUTE);

it.each([
  ['pull_requests=write', 'Give the job’s token pull_requests: write'],
  [
    'contents=write; contents=write,workflows=write',
    'Give the job’s token contents: write, or contents: write and workflows: write',
  ],
])('a refusal names the permissions that GitHub would accept: %s', (accepted, start) => {
  const { code, hint } = refused(403, { 'x-accepted-github-permissions': accepted });
  expect({ code, hint: hint?.replace("job's", 'job’s').startsWith(`${start} (`) }).toEqual({
    code: 'FORGE_FORBIDDEN',
    hint: true,
  });
});

it('a refusal for another reason names no permission', () => {
  const general = refused(403, {}).hint;
  expect(general).not.toContain("Give the job's token pull");
  expect(refused(403, { 'x-accepted-github-permissions': '' }).hint).toBe(general);
  expect(refused(422, { 'x-accepted-github-permissions': 'pull_requests=write' }).hint).not.toContain('pull_requests');
});
