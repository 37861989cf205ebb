import { describe, expect, it } from 'vitest';
import { PLACEHOLDERS, setupSettings } from '../../../src/core/setup/settings.ts';

const COMMIT = 'a'.repeat(40);

describe('the settings of a setup', () => {
  it('are placeholders where nothing is given', () => {
    expect(setupSettings({})).toEqual(PLACEHOLDERS);
  });

  it.each([
    [{ intent: 'desk.sort' }],
    [{ intent: 'a' }],
    [{ pack: 'desk-2_b.c' }],
    [{ owner: '@acme' }],
    [{ owner: '@acme/support.desk_1' }],
    [{ owner: 'desk@example.com' }],
    [{ action: './' }],
    [{ action: `acme/autotune.action@${COMMIT}` }],
  ])('take %j', (given) => {
    expect(setupSettings(given)).toEqual({ ...PLACEHOLDERS, ...given });
  });

  it.each([
    ['--intent', { intent: 'Desk' }],
    ['--intent', { intent: '' }],
    ['--intent', { intent: 'a..b' }],
    ['--intent', { intent: 'a.' }],
    ['--intent', { intent: '../a' }],
    ['--intent', { intent: 'a'.repeat(81) }],
    ['--pack', { pack: 'a/b' }],
    ['--pack', { pack: '-a' }],
    ['--pack', { pack: 'a\n' }],
    ['--owner', { owner: 'acme' }],
    ['--owner', { owner: '@acme/desk @acme/other' }],
    ['--owner', { owner: '@acme"\n*' }],
    ['--action', { action: 'acme/autotune@v1' }],
    ['--action', { action: `acme/autotune@${COMMIT} # x` }],
    ['--action', { action: '../x' }],
  ])('refuse by %s %j', (flag, given) => {
    expect(() => setupSettings(given)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => setupSettings(given)).toThrow(flag);
  });
});
