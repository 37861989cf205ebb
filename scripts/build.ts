/**
 * Bundles the doors into dist/, which is committed so that a checkout runs with Node alone. The same sources give the
 * same bytes in any directory; `--check` proves that the committed bundle is the one these sources make.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { finish, type GeneratedFile } from './generated-files.ts';
import { licenceNotices } from './licence-notices.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(ROOT, 'src');
const ENTRIES = ['src/cli.ts', 'src/action.ts'];

/** Bundled CommonJS packages ask for Node's own modules by `require`, which an ES module has to make for itself. */
const REQUIRE =
  "import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);";

/** zod brings its messages in fifty languages; ours are English, and half of the bundle would be the other ones. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(build) {
    const contents = "export { default as en } from './en.js';";
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents, loader: 'js' }));
  },
};

/**
 * The toolkit's parts that nobody asks for here, tokens of OIDC and what a machine is called, bring an HTTP client of
 * megabytes. Their modules only declare things, so that what is not used of them may be left out.
 */
const unusedToolkit: Plugin = {
  name: 'unused-toolkit',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:oidc-utils|platform)\.js$/ }, ({ path, resolveDir }) => {
      if (!/[\\/]@actions[\\/]core[\\/]lib$/.test(resolveDir)) return undefined;
      return { path: join(resolveDir, path), sideEffects: false };
    });
  },
};

/** What a verb loads once it is known, but for verbs that need little. */
const OF_VERBS = /^(?:door\/|cli\/|wiring\.|loop\/)/;
const APART = ['loop/run/summarise-run.ts', 'loop/ledger/explain.ts'];

/** What nearly every verb loads, and what those load that search: see there. */
const OF_ALL = ['door/verbs.ts', 'wiring.ts', 'loop/documents/load-repository.ts', 'loop/replay/verify-set.ts'];
const OF_SEARCHES = ['loop/run/run.ts', 'door/run-text.ts'];
const SEARCHES = new Set([
  ...['run/run', 'search/plan-run', 'search/replay-shard', 'replay/shared-replays', 'gate/gate', 'gate/change'],
  ...['audit/audit', 'release/promote', 'release/rollback', 'release/record', 'commands/command'],
]);

/**
 * Verbs share most of what they load. By who shares what it would be sixty small files, and to open those takes a run
 * longer than to read them: so what most verbs need is one file, and what searches need another.
 */
const sharedTogether: Plugin = {
  name: 'shared-together',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path: named, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const path = relative(SOURCES, join(resolveDir, named)).replaceAll('\\', '/');
      return OF_VERBS.test(path) && !APART.includes(path) ? { path, namespace: 'verb' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'verb' }, ({ path }) => {
      const isSearch = SEARCHES.has(path.replace(/^loop\/|\.ts$/g, ''));
      const shared = [...OF_ALL, ...(isSearch ? OF_SEARCHES : [])].map((part) => `import './${part}';`);
      return { contents: [...shared, `export * from './${path}';`].join('\n'), resolveDir: SOURCES };
    });
  },
};

const { version, bin }: { version: string; bin: Record<string, string> } = JSON.parse(
  await readFile(join(ROOT, 'package.json'), 'utf8'),
);

async function bundle(): Promise<{ files: Map<string, GeneratedFile>; metafile: Metafile }> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: 'dist',
    entryNames: '[name]',
    // A dynamic import becomes a file of its own, so heavy packages are read only by the verbs that need them.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    // Names stay, so that a stack trace from a user's machine can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    legalComments: 'none',
    charset: 'utf8',
    define: { AUTOTUNE_VERSION: JSON.stringify(version) },
    banner: { js: REQUIRE },
    plugins: [englishOnly, unusedToolkit, sharedTogether],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const files = new Map<string, GeneratedFile>();
  for (const output of result.outputFiles) {
    const path = output.path.slice(ROOT.length + 1).replaceAll('\\', '/');
    const executable = Object.values(bin).includes(path);
    files.set(path, { content: output.contents, executable });
  }
  return { files, metafile: result.metafile };
}

/** What a bundle must never contain: the place where it was built, or a door that cannot be started. */
function assertShippable(files: ReadonlyMap<string, GeneratedFile>): void {
  for (const [path, { content, executable }] of files) {
    const text = Buffer.from(content).toString('utf8');
    if (text.includes(ROOT)) throw new Error(`${path} contains the directory it was built in`);
    if (executable === true && !text.startsWith('#!/usr/bin/env node\n')) {
      throw new Error(`${path} does not start with "#!/usr/bin/env node"; keep that line first in its source`);
    }
  }
}

/** The inputs of which something was kept; what was only looked at, or shaken off whole, is not shipped. */
function bundledInputs(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

const { files, metafile } = await bundle();
assertShippable(files);
files.set('dist/licenses.txt', { content: await licenceNotices(ROOT, bundledInputs(metafile)) });
files.set('dist/package.json', { content: `${JSON.stringify({ type: 'module' })}\n` });
if (process.argv.includes('--sizes')) {
  for (const [path, { content }] of files) console.log(`${String(content.length).padStart(9)}  ${path}`);
}
await finish(ROOT, files, ['dist'], `node ${join('scripts', 'build.ts')}`);
