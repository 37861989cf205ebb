/**
 * The replays that other machines made, read side by side in the order of the cases: one line of one file at a time,
 * whatever their size. Every file is read to its end once before any of it is believed.
 */
import { assemble, type FoundShard } from '../core/shards/assemble.ts';
import { openSealing } from '../core/shards/sealing.ts';
import { shardAt, shareText } from '../core/shards/share.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import type { ShardFiles } from '../ports/workspace.ts';
import type { ShardHead, ShardOrigin, ShardSection } from '../schema/replay-shard.ts';
import type { SharedReplays } from './replay-set.ts';
import { headIn, openRecords, type ShardRecords } from './shard-records.ts';
import { openSharedBench, type SharedCases, sectionOf } from './shared-bench.ts';

/** Opens the shards of a folder, for a search that begins at `origin`. Throws `SHARD_INVALID`, `SHARDS_INCOMPLETE`, `SHARD_DIFFERS`. */
export async function openSharedReplays(files: ShardFiles, origin: ShardOrigin): Promise<SharedReplays> {
  const found: FoundShard[] = [];
  for (const file of await files.list('')) {
    if (file.endsWith('.jsonl')) found.push({ file, head: await readWhole(files, file) });
  }
  const assembled = assemble(found, origin);
  if ('amiss' in assembled) {
    throw new AutotuneError(assembled.amiss === 'different' ? 'SHARD_DIFFERS' : 'SHARDS_INCOMPLETE', assembled.why);
  }
  const of = assembled.files.length;
  const shards = assembled.files.map((file, i) => {
    const name = `${shareText({ shard: i + 1, of })} (${excerpt(file, 200)})`;
    return openRecords(files, file, name);
  });
  return {
    async bench(search, bench, arms) {
      const section = sectionOf(search, bench, arms);
      for (const shard of shards) await seek(shard, section);
      return openSharedBench(casesOf(shards), bench, arms);
    },
  };
}

/** The head of a file whose seal closes exactly what is before it. */
async function readWhole(files: ShardFiles, file: string): Promise<ShardHead> {
  const sealing = openSealing();
  let head: string | null = null;
  let last: string | null = null;
  for await (const batch of files.lines(file)) {
    for (const line of batch) {
      if (last !== null) sealing.add(last);
      head ??= line;
      last = line;
    }
  }
  const name = excerpt(file, 200);
  if (head === null || last === null) throw new AutotuneError('SHARD_INVALID', `${name} is empty`);
  const read = headIn(file, name, head);
  if (sealing.seal() === last) return read;
  throw new AutotuneError(
    'SHARD_INVALID',
    `${shareText(read.share)} (${name}) was cut off or altered: its last line does not seal the others`,
  );
}

/** Goes to a section; those of targets that this run did not come to are passed over. */
async function seek(shard: ShardRecords, section: ShardSection): Promise<void> {
  for (;;) {
    const record = await shard.peek();
    if (record === null) {
      throw differs(`${shard.name} has no replays of ${section.intent} for ${section.target} ${section.metric}`);
    }
    shard.take();
    if ('section' in record && isAbout(record.section, section)) return assertSame(shard.name, record.section, section);
  }
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

function casesOf(shards: readonly ShardRecords[]): SharedCases {
  let position = 0;
  return {
    async next(caseId) {
      const shard = shards[shardAt(position++, shards.length) - 1];
      if (shard === undefined) throw new RangeError('a case of no shard');
      const record = await shard.peek();
      if (record === null || 'section' in record) throw differs(`${shard.name} does not have case ${excerpt(caseId)}`);
      if (record.shared.case !== caseId) {
        throw differs(`${shard.name} has case ${excerpt(record.shared.case)} in place of ${excerpt(caseId)}`);
      }
      shard.take();
      return { shared: record.shared, shard: shard.name };
    },
    async end() {
      for (const shard of shards) {
        const record = await shard.peek();
        if (record !== null && 'shared' in record) {
          throw differs(`${shard.name} has case ${excerpt(record.shared.case)}, which is not its own`);
        }
      }
    },
  };
}

function differs(why: string): AutotuneError {
  return new AutotuneError('SHARD_DIFFERS', why);
}
