/** Files on the ledger branch that are no events: written again and again until no other writer was faster. */
import { setTimeout as pause } from 'node:timers/promises';
import { AutotuneError } from '../../kit/errors.ts';
import type { LedgerFile } from '../../ports/ledger.ts';
import type { Repository } from '../git/git.ts';
import { LEDGER_BRANCH, type LedgerBranch } from '../git/ledger-branch.ts';
import { readBlob } from '../git/objects.ts';
import type { Branch } from '../git/refs.ts';

const ATTEMPTS = 40;

/** What would be written, with the message of its commit, and what is answered once it is; no files: nothing to write. */
export type Change<Answer> = {
  readonly files: readonly LedgerFile[];
  readonly message: string;
  readonly answer: Answer;
};

/** Plans a change on what the branch holds and commits it; plans again where the branch moved meanwhile. */
export async function amend<Answer>(
  ledger: LedgerBranch,
  at: string,
  plan: (head: Branch | null) => Promise<Change<Answer>>,
): Promise<Answer> {
  let found = ledger.last();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let change = found === undefined ? null : await plan(found);
    // What was known before is good enough to write upon, since the swap compares; not to leave it at that.
    if (change === null || (attempt === 0 && change.files.length === 0)) {
      found = await ledger.find();
      change = await plan(found);
    }
    if (change.files.length === 0) return change.answer;
    const done = await ledger.commit(found ?? null, change.files, change.message, at);
    if (done !== 'moved') return change.answer;
    await pause(Math.random() * 25 * (attempt + 1));
    found = undefined;
  }
  throw new AutotuneError('LEDGER_BUSY', `${LEDGER_BRANCH} moved ${ATTEMPTS} times while it was written to`);
}

/** The change that makes a file say something; without files where it says so already. */
export async function keeping(
  repository: Repository,
  head: Branch | null,
  file: LedgerFile,
  what: string,
): Promise<Change<'created' | 'updated' | 'unchanged'>> {
  const before = head === null ? null : await readBlob(repository, head.commit, file.path);
  if (before?.equals(Buffer.from(file.text)) === true) return { files: [], message: '', answer: 'unchanged' };
  const answer = before === null ? 'created' : 'updated';
  return { files: [file], message: `${what} ${answer}`, answer };
}
