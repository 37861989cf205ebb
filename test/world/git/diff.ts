/** What two trees differ in, file by file, as git itself says it: status, counts and patch. */
export type FileDiff = {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Id of the blob as it is now; for a removed file, as it was. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Without git's header, from the first @@; undefined for binary files. */
  readonly patch?: string;
};

const STATUS = { A: 'added', D: 'removed', R: 'renamed' } as const;

export async function parseDiff(run: (args: readonly string[]) => Promise<Buffer>): Promise<readonly FileDiff[]> {
  const [raw, counts, patches] = await Promise.all([
    run(['--raw', '-z', '-M', '--no-abbrev']),
    run(['--numstat', '-z', '--no-renames']),
    run(['-M', '--no-color', '--no-ext-diff']),
  ]);
  const patchOf = patchesIn(patches.toString());
  const files = rawIn(raw.toString());
  const countOf = countsIn(counts.toString());
  return files.map((file, index) => {
    const patch = patchOf[index];
    const [additions, deletions] = file.status === 'renamed' ? countPatch(patch) : (countOf.get(file.path) ?? [0, 0]);
    return { ...file, additions, deletions, ...(patch === undefined ? {} : { patch }) };
  });
}

function rawIn(text: string) {
  const fields = text.split('\0');
  const files: Pick<FileDiff, 'path' | 'status' | 'sha' | 'previousPath'>[] = [];
  for (let index = 0; fields[index]?.startsWith(':'); ) {
    const [, , before = '', after = '', letter = ''] = (fields[index] ?? '').split(' ');
    const path = fields[index + 1] ?? '';
    const kind = letter[0];
    const status = kind === 'A' || kind === 'D' || kind === 'R' ? STATUS[kind] : 'modified';
    const renamed = kind === 'R' || kind === 'C';
    if (renamed) files.push({ path: fields[index + 2] ?? '', previousPath: path, status, sha: after });
    else files.push({ path, status, sha: kind === 'D' ? before : after });
    index += renamed ? 3 : 2;
  }
  return files;
}

function countsIn(text: string): ReadonlyMap<string, readonly [number, number]> {
  const rows = text.split('\0').map((line) => line.split('\t'));
  return new Map(rows.map(([added, removed, path = '']) => [path, [Number(added) || 0, Number(removed) || 0]]));
}

function patchesIn(text: string): readonly (string | undefined)[] {
  const files = text.split(/^diff --git .*\n/m).slice(1);
  return files.map((file) => {
    const start = file.search(/^@@ /m);
    return start < 0 ? undefined : file.slice(start).replace(/\n$/, '');
  });
}

function countPatch(patch: string | undefined): readonly [number, number] {
  const lines = (patch ?? '').split('\n');
  return [lines.filter((line) => line.startsWith('+')).length, lines.filter((line) => line.startsWith('-')).length];
}
