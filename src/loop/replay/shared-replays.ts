/**
 * The replays that other machines made, read side by side in the order of the cases: one line of one file at a time,
 * whatever their size. Every file is read to its end once before any of it is believed.
 */
import { assemble, type FoundShard } from '../../core/shards/assemble.ts';
import { openSealCheck } from '../../core/shards/sealing.ts';
import { shardAt, shareText } from '../../core/shards/share.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import type { ShardFiles } from '../../ports/workspace.ts';
import type { ShardHead, ShardOrigin, ShardSection } from '../../schema/replay-shard.ts';
import type { SharedReplays } from './replay-set.ts';
import { headIn, linesIn, openRecords, type ShardRecords } from './shard-records.ts';
import { openSharedBench, type SharedCases, sectionOf } from './shared-bench.ts';

/** Opens the shards of a folder, for a search that begins at `origin`. Throws `SHARD_INVALID`, `SHARDS_INCOMPLETE`, `SHARD_DIFFERS`. */
export async function openSharedReplays(files: ShardFiles, origin: ShardOrigin): Promise<SharedReplays> {
  const [link] = (await files.links('')).filter(({ path }) => isShard(path));
  if (link !== undefined) throw new AutotuneError('SHARD_INVALID', `${excerpt(link.path, 200)} is a symbolic link`);
  const found: (FoundShard & { readonly sha256: string })[] = [];
  for (const file of (await files.list('')).filter(isShard)) found.push({ file, ...(await readWhole(files, file)) });
  const assembled = assemble(found, origin);
  if ('amiss' in assembled) {
    throw new AutotuneError(assembled.amiss === 'different' ? 'SHARD_DIFFERS' : 'SHARDS_INCOMPLETE', assembled.why);
  }
  const whole = assembled.files.flatMap((file) => {
    const shard = found.find((one) => one.file === file);
    if (shard === undefined) return [];
    return [{ file, name: `${shareText(shard.head.share)} (${excerpt(file, 200)})`, sha256: shard.sha256 }];
  });
  return {
    async bench(search, { bench, arms }, read) {
      const section = sectionOf(search, bench, arms);
      const shards = whole.map((shard) => openRecords(files, shard));
      const cases = casesOf(shards);
      try {
        for (const shard of shards) await seek(shard, section);
        const result = await read(openSharedBench(cases, bench, arms));
        await cases.end();
        return result;
      } finally {
        for (const shard of shards) await shard.close();
      }
    },
  };
}

function isShard(path: string): boolean {
  return path.endsWith('.jsonl');
}

/** The head of a file whose seal closes exactly what is before it, and the digest of the file. */
async function readWhole(files: ShardFiles, file: string): Promise<{ head: ShardHead; sha256: string }> {
  const name = excerpt(file, 200);
  const first = await firstLine(files, file, name);
  if (first === null) throw new AutotuneError('SHARD_INVALID', `${name} is empty`);
  const head = headIn(file, name, first);
  const check = openSealCheck();
  for await (const piece of files.bytes(file)) check.add(piece);
  const { isWhole, sha256 } = check.end();
  if (isWhole) return { head, sha256 };
  throw new AutotuneError(
    'SHARD_INVALID',
    `${shareText(head.share)} (${name}) was cut off or altered: its last line does not seal the others`,
  );
}

async function firstLine(files: ShardFiles, file: string, name: string): Promise<string | null> {
  for await (const [line] of linesIn(files, file, name)) return line ?? null;
  return null;
}

/** Goes to a section; those of other benches are passed over. */
async function seek(shard: ShardRecords, section: ShardSection): Promise<void> {
  const found = await shard.section((one) => isAbout(one, section));
  if (found !== null) return assertSame(shard.name, found, section);
  throw differs(`${shard.name} has no replays of ${section.intent} for ${section.target} ${section.metric}`);
}

function isAbout(one: ShardSection, other: ShardSection): boolean {
  return one.target === other.target && one.metric === other.metric && one.intent === other.intent;
}

function assertSame(name: string, given: ShardSection, own: ShardSection): void {
  if (canonicalJson(given) === canonicalJson(own)) return;
  if (given.run_id !== own.run_id) {
    throw differs(
      `${name} is of ${excerpt(given.run_id)}, not of ${own.run_id}: what that rested on has changed since`,
    );
  }
  const what = given.configurations === own.configurations ? 'over another search set' : 'under other configurations';
  throw differs(`${name} has replays of ${own.intent} ${what}`);
}

/** `end` holds that no shard has more cases than were asked for, and that none changed meanwhile. */
function casesOf(shards: readonly ShardRecords[]): SharedCases & { end(): Promise<void> } {
  let position = 0;
  return {
    async next(caseId) {
      const shard = shards[shardAt(position++, shards.length) - 1];
      if (shard === undefined) throw new RangeError('a case of no shard');
      const shared = await shard.case();
      if (shared === null) throw differs(`${shard.name} does not have case ${excerpt(caseId)}`);
      if (shared.case === caseId) return { shared, shard: shard.name };
      throw differs(`${shard.name} has case ${excerpt(shared.case)} in place of ${excerpt(caseId)}`);
    },
    async end() {
      for (const shard of shards) {
        const more = await shard.case();
        if (more !== null) throw differs(`${shard.name} has case ${excerpt(more.case)}, which is not its own`);
        await shard.end();
      }
    },
  };
}

function differs(why: string): AutotuneError {
  return new AutotuneError('SHARD_DIFFERS', why);
}
