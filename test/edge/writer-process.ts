/**
 * A process of its own that writes to a repository the way a run does: ledger, proposal branch, pull request, ledger.
 * Whatever it finds done it does not do again, so that it can be killed anywhere and started once more.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { chain } from '../../src/core/ledger/chain.ts';
import { verify } from '../../src/core/ledger/verify.ts';
import { openRepository } from '../../src/edge/git/git.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { localForge } from '../../src/edge/local/forge.ts';
import { sha256 } from '../../src/kit/canonical.ts';
import { note } from '../contracts/entries.ts';

const AT = '2026-05-12T06:00:00Z';
const [, , root = '', task = '', ...names] = process.argv;

const repository = await openRepository(root, process.env);
const ledger = gitLedger(repository);
const forge = localForge(repository);

async function record(text: string): Promise<void> {
  for (;;) {
    const { head, events } = await ledger.read();
    const known = verify(events);
    if (known.some((event) => event.kind === 'note' && event.body['text'] === text)) return;
    const files = chain(known, [note(text)]).map(({ file }) => file);
    if ((await ledger.append(head, files, `note ${text}`, AT)) !== 'moved') return;
    await pause(Math.random() * 20);
  }
}

async function propose(id: string): Promise<void> {
  const json = `{"id": "${id}"}\n`;
  const branch = `autotune/support.triage/${sha256(id).slice(7, 19)}`;
  const base = await forge.base();
  if ((await forge.findBranch(branch)) === null) {
    const files = new Map([[`packs/support/proposals/${id}.json`, json]]);
    const message = `tune: ${id}\n\nAutotune-Proposal: ${id} ${sha256(json)}\n`;
    await forge.commitProposal({ branch, expected: null, parent: base.commit, files, message, at: AT });
  }
  await forge.upsertPullRequest({ id, branch, title: id, body: 'Why.', reviewers: [], at: AT });
}

for (const name of names) {
  await record(`${name} begins`);
  if (task === 'run') await propose(name);
  await record(`${name} ends`);
}
