import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/core/ledger/verify.ts';
import { githubClient } from '../../src/edge/github/client.ts';
import { githubLedger } from '../../src/edge/github/ledger.ts';
import { githubRepository } from '../../src/edge/github/repository.ts';
import { openJournal } from '../../src/loop/ledger/journal.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { note } from '../contracts/entries.ts';
import { AT, appendTo, ledgerContract } from '../contracts/ledger.ts';
import { fault } from '../world/world.ts';
import { githubShop, type Shop } from './github-shop.ts';
import { describeRepository, personalGit, temporaryFolder } from './temporary-repository.ts';

ledgerContract('GitHub', async () => {
  const shop = await githubShop();
  return { ledger: shop.ledger(), another: () => shop.ledger(), sameHeads: false };
});

/** A checkout of its own, as each job of a workflow has one. */
async function clone(shop: Shop, ...options: readonly string[]): Promise<Ledger> {
  const folder = join(temporaryFolder(), 'clone');
  personalGit(temporaryFolder(), ['clone', '-q', ...options, `file://${shop.checkout.root}`, folder]);
  const { repository } = await describeRepository(folder);
  return githubLedger(repository, githubRepository(githubClient(shop.settings()), true));
}

describe('the ledger on GitHub', () => {
  it('is an orphan that people can see, signed by GitHub', async () => {
    const shop = await githubShop();
    const done = await appendTo(shop.ledger(), note('a'));
    const head = (await shop.world.head('autotune/ledger')) ?? '';
    expect(done).toEqual({ head });
    expect(shop.world.isVerified(head)).toBe(true);
    const roots = shop.checkout.git('--git-dir', shop.world.gitDir, 'rev-list', '--max-parents=0', 'main', head);
    expect(roots.split('\n')).toHaveLength(2);
  });

  it('has the events of sixteen who write at once, in one chain', async () => {
    const shop = await githubShop();
    const writers = Array.from({ length: 16 }, (_, index) => index);
    const journals = await Promise.all(writers.map(async () => openJournal(await clone(shop))));
    const recorded = journals.map((journal, index) => {
      const entry = note(`writer ${index}`);
      return journal.record([{ entry, isSame: ({ body }) => 'text' in body && body.text === `writer ${index}` }]);
    });
    expect(await Promise.all(recorded)).toEqual(writers.map(() => 'recorded'));
    const { events } = await shop.ledger().read();
    const texts = verify(events).map(({ body }) => ('text' in body ? body.text : ''));
    expect(texts.toSorted()).toEqual(writers.map((index) => `writer ${index}`).toSorted());
  }, 300_000);

  it.each([
    ['502 after the deed', () => fault.badGateway('after')],
    ['a reset after the deed', () => fault.lostAcknowledgement()],
    ['502 before it', () => fault.badGateway('before')],
  ])('has an event once whose answer was lost (%s)', async (_, strike) => {
    const shop = await githubShop();
    const ledger = shop.ledger();
    shop.world.faults.on({ method: 'POST', path: /\/git\/refs$/ }, strike());
    const first = await appendTo(ledger, note('a'));
    shop.world.faults.on({ graphql: 'createCommitOnBranch' }, strike());
    const second = await appendTo(ledger, note('b'));
    expect([first, second]).not.toContain('moved');
    const read = await shop.ledger().read();
    expect({ head: read.head }).toEqual(second);
    expect(verify(read.events)).toHaveLength(2);
  });

  it('is read whole into a shallow checkout, and changes nothing else there', async () => {
    const shop = await githubShop();
    for (const text of ['a', 'b', 'c']) await appendTo(shop.ledger(), note(text));
    await shop.advance({ 'README.md': 'Moved.\n' });
    const folder = join(temporaryFolder(), 'shallow');
    personalGit(temporaryFolder(), ['clone', '-q', '--depth=1', `file://${shop.checkout.root}`, folder]);
    const checkout = await describeRepository(folder);
    checkout.git('config', `http.${shop.world.serverUrl}/.extraheader`, 'AUTHORIZATION: basic bGVmdDpiZWhpbmQ=');
    const before = checkout.fingerprint();
    const all = () => checkout.git('for-each-ref', '--format=%(refname) %(objectname)').split('\n');
    const others = () => all().filter((line) => !line.includes('autotune/ledger'));
    const refs = others();
    const ledger = githubLedger(checkout.repository, githubRepository(githubClient(shop.settings()), true));
    expect(verify((await ledger.read()).events)).toHaveLength(3);
    expect(checkout.fingerprint()).toBe(before);
    expect(others()).toEqual(refs);
    expect(existsSync(join(folder, '.git/FETCH_HEAD'))).toBe(false);
    expect(checkout.git('rev-parse', '--is-shallow-repository')).toBe('true');
    expect(readFileSync(join(folder, '.git/config'), 'utf8')).not.toContain(shop.settings().token);
  });

  it('is not taken for absent where it may not be read', async () => {
    const shop = await githubShop();
    await appendTo(shop.ledger(), note('a'));
    const GITHUB_TOKEN = await shop.world.mintToken({ permissions: { issues: 'write' } });
    await expect(shop.ledger({ GITHUB_TOKEN }).read()).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:FORGE_UNAUTHORIZED|GIT_FAILED)$/),
    });
  });

  it.each<[string, (shop: Shop, heads: readonly string[]) => Promise<unknown>]>([
    ['set back', (shop, heads) => shop.world.person('ada').reset('autotune/ledger', heads[0] ?? '')],
    ['deleted', (shop) => shop.world.person('ada').deleteBranch('autotune/ledger')],
  ])('that is %s while a run lasts is refused', async (_, harm) => {
    const shop = await githubShop();
    const ledger = shop.ledger();
    const heads: string[] = [];
    for (const text of ['a', 'b']) {
      const done = await appendTo(ledger, note(text));
      if (done !== 'moved') heads.push(done.head);
    }
    await harm(shop, heads);
    await expect(ledger.read()).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    await expect(ledger.append(heads[1] ?? '', [], 'm', AT)).resolves.toBe('moved');
  });

  it.each<[string, Record<string, string | null> | ((path: string) => Record<string, string | null>)]>([
    ['an event that was changed', (path) => ({ [path]: '{}\n' })],
    ['an event that was removed', (path) => ({ [path]: null })],
    ['an event of an unknown version', { 'events/2026/05/12/060000Z-note-x.json': '{"schema_version": 2}\n' }],
    ['an event with a prototype key', { 'events/2026/05/12/060000Z-note-y.json': '{"__proto__": {"a": 1}}\n' }],
  ])('does not verify with %s', async (_, change) => {
    const shop = await githubShop();
    await appendTo(shop.ledger(), note('a'), note('b'));
    const [first] = (await shop.ledger().read()).events;
    const files = typeof change === 'function' ? change(first?.path ?? '') : change;
    await shop.world.person('ada').push('autotune/ledger', files);
    await expect(openJournal(shop.ledger())).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });

  it('takes files that are too large for one request', async () => {
    const shop = await githubShop();
    const ledger = shop.ledger();
    const { head } = await ledger.read();
    const text = `${'ä'.repeat(99)}\n`.repeat(30_000);
    const small = { path: 'runs/r/small.json', text: '{}\n' };
    const done = await ledger.append(head, [{ path: 'runs/r/large.jsonl', text }, small], 'm', AT);
    const next = done === 'moved' ? null : done.head;
    const more = `${text}${text}`;
    expect(await ledger.append(next, [{ path: 'runs/s/large.jsonl', text: more }, small], 'm', AT)).not.toBe('moved');
    expect(await shop.world.file('autotune/ledger', 'runs/r/large.jsonl')).toBe(text);
    expect(await shop.world.file('autotune/ledger', 'runs/s/large.jsonl')).toBe(more);
  });
});
