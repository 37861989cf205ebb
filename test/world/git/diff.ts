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
  const text = (await run(['--patch-with-raw', '-z', '-M', '--no-abbrev', '--no-color', '--no-ext-diff'])).toString();
  const start = text.search(/\0diff --git /) + 1;
  const patchOf = patchesIn(text.slice(start));
  return rawIn(text.slice(0, start)).map((file, index) => {
    const patch = patchOf[index];
    const [additions, deletions] = countPatch(patch);
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
