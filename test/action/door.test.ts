/** GitHub's door, through the built bundle with the environment of a runner: what it prints, masks, leaves and exits with. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyRepository, edit, makeRepository } from '../making/repository.ts';
import { type Key, makeKey, VARIABLE } from '../making/sealed.ts';
import { commandsIn } from '../world/runner/commands.ts';
import { type ActionResult, type ActionRun, runAction } from '../world/runner/run-action.ts';
import { hostileText } from './hostile.ts';

const TOKEN = 'ghs_0123456789abcdefghijABCDEFGHIJ';
const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
/** What this door may tell a runner to do. */
const OURS = ['add-mask', 'group', 'endgroup', 'error', 'warning', 'notice'];

let pristine = '';
let key: Key;
beforeAll(() => {
  pristine = makeRepository({ search: 40, test: 40 });
  key = makeKey();
});

/** One step of a job, without a GitHub. */
const run = (step: Partial<ActionRun> & Pick<ActionRun, 'checkout'>) => runAction(null, { event: 'schedule', ...step });
const names = ({ stdout }: ActionResult) => commandsIn(stdout).map(({ name }) => name);
/** Lines that are neither ours to obey nor marked as text. */
const strays = ({ stdout }: ActionResult) =>
  stdout.split('\n').filter((line) => line !== '' && !line.startsWith('| ') && !/^::[a-z-]+[ :]/.test(line));

describe('a step that validates', () => {
  it('groups its phases, and leaves its report', async () => {
    const job = await run({ checkout: pristine, event: 'pull_request', inputs: { command: 'validate' } });
    expect(job).toMatchObject({ exitCode: 0, stderr: '' });
    expect(job.stdout).toMatch(
      /^\| autotune \S+: validate, on pull_request\n::group::goldens of bench\.answer\n::endgroup::\n/,
    );
    expect(job.stdout).toContain('| 0 errors, 0 warnings\n');
    expect(job.summary).toMatch(/^## Autotune: valid\n/);
    expect(Object.keys(job.outputs)).toEqual(['report']);
    expect(JSON.parse(job.files[job.outputs['report'] ?? ''] ?? '')).toMatchObject({ valid: true, cases: 80 });
    expect(strays(job)).toEqual([]);
  });

  it('annotates every problem at its place, and fails', async () => {
    const root = copyRepository(pristine);
    edit(root, '.github/autotune.yaml', (text) => text.replace('direction: decrease', 'direction: down'));
    const job = await run({ checkout: root, inputs: { command: 'validate' } });
    expect(job.exitCode).toBe(1);
    const [annotation] = commandsIn(job.stdout).filter(({ name }) => name === 'error');
    const place = /(\d+):(\d+) {2}error DOC_SHAPE/.exec(job.stdout);
    expect(annotation?.properties).toBe(
      `title=autotune%3A DOC_SHAPE,file=.github/autotune.yaml,line=${place?.[1]},col=${place?.[2]}`,
    );
    expect(annotation?.data).toContain('expected: one of: increase, decrease');
    expect(job.summary).toMatch(
      /^## Autotune: not valid\n[\s\S]*\| `\.github\/autotune\.yaml:\d+:\d+` \| error `DOC_SHAPE` \|/,
    );
  });

  it.each([
    ['by its name', () => 'repo'],
    ['by a path from the root', () => pristine],
    ['by a folder of the checkout in it', () => 'repo/packs'],
  ])('works on the directory below the workspace that it is given %s', async (_, named) => {
    const inputs = { command: 'validate', 'working-directory': named() };
    const job = await run({ checkout: dirname(pristine), inputs });
    expect(job).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a step that cannot begin', () => {
  it.each([
    [{ command: 'merge' }, 'schedule', 'INPUT_INVALID', 'command is "merge"'],
    [{ 'dry-run': 'maybe' }, 'schedule', 'INPUT_INVALID', 'dry-run is "maybe"'],
    [{ 'bot-aliases': 'a b' }, 'schedule', 'INPUT_INVALID', 'bot-aliases is "a b"'],
    [{}, 'issues', 'EVENT_UNSUPPORTED', 'the event "issues"'],
  ])('says why on every surface: %j on %s', async (inputs, event, code, reason) => {
    const job = await run({ checkout: pristine, event, inputs });
    expect(job).toMatchObject({ exitCode: 1, stderr: '', outputs: { operation: 'none' } });
    expect(job.stdout).toContain(`| ${code}: ${reason}`);
    expect(commandsIn(job.stdout)).toMatchObject([{ name: 'error', properties: `title=autotune%3A ${code}` }]);
    expect(job.summary).toContain(`## Autotune: failed\n\n### ❌ \`${code}\``);
    expect(strays(job)).toEqual([]);
    const report = JSON.parse(job.files[job.outputs['report'] ?? ''] ?? '');
    expect(report).toMatchObject({ operation: 'none', errors: [{ code }] });
  });

  it.each([
    ['above it', () => '..'],
    ['beside it, by a path from the root', () => pristine],
    ['behind a symbolic link in it', () => 'link'],
    ['behind a link and below that', () => 'link/packs'],
    ['that is not there, outside of it', () => '../gone'],
  ])('works on no directory outside of the workspace: %s', async (_, named) => {
    const workspace = mkdtempSync(join(tmpdir(), 'autotune-workspace-'));
    symlinkSync(pristine, join(workspace, 'link'));
    const job = await run({ checkout: workspace, inputs: { command: 'validate', 'working-directory': named() } });
    expect(job).toMatchObject({ exitCode: 1, stderr: '', outputs: { operation: 'none' } });
    const refusal = `| INPUT_INVALID: working-directory is ${JSON.stringify(named())}: a directory below the workspace`;
    expect(job.stdout).toContain(refusal);
  });

  it('takes no repository that lies above the workspace for its own', async () => {
    const job = await run({ checkout: join(pristine, 'packs'), inputs: { command: 'run', 'github-token': TOKEN } });
    expect(job.exitCode).toBe(1);
    expect(job.stdout).toContain('| REPO_NOT_FOUND: ');
  });

  it('does without the files that a runner gives', async () => {
    const nowhere = join(mkdtempSync(join(tmpdir(), 'autotune-runner-')), 'gone');
    for (const env of [
      { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '', RUNNER_TEMP: '' },
      { GITHUB_STEP_SUMMARY: nowhere },
    ]) {
      const job = await run({ checkout: pristine, event: 'pull_request', inputs: { command: 'validate' }, env });
      expect(job).toMatchObject({ exitCode: 0, stderr: '', summary: '' });
      expect(strays(job)).toEqual([]);
    }
  });
});

describe('secrets', () => {
  it('are masked before anything else is said, in every form they are sent in', async () => {
    const inputs = { command: 'validate', 'github-token': TOKEN };
    const identity = `# created\n${key.identity}\n\n# more\n${makeKey().identity}\n`;
    const job = await run({ checkout: pristine, inputs, env: { [VARIABLE]: identity } });
    const lines = identity.split('\n').filter((line) => line.startsWith('AGE-'));
    const masked = commandsIn(job.stdout).slice(0, 4);
    expect(masked).toEqual([TOKEN, BASIC, ...lines].map((data) => ({ name: 'add-mask', properties: '', data })));
    expect(names(job).slice(4)).not.toContain('add-mask');
  });

  it('are nowhere else, even where a repository or an input says them', async () => {
    const root = copyRepository(pristine);
    const secrets = [TOKEN, BASIC, key.identity];
    for (const secret of secrets) {
      edit(root, '.github/autotune.yaml', (text) => text.replace(/direction: \S+?(?=[,\s])/, `direction: ${secret}`));
      for (const inputs of [{ command: 'validate' }, { command: secret }]) {
        const given = { ...inputs, 'github-token': TOKEN };
        const job = await run({ checkout: root, inputs: given, env: { [VARIABLE]: key.identity } });
        expect(job.exitCode).toBe(1);
        const said = job.stdout.replace(/^::add-mask::.*$/gm, '');
        expect(said).toContain('***');
        for (const place of [said, job.stderr, job.summary, ...Object.values(job.outputs)])
          for (const word of secrets) expect(place).not.toContain(word);
      }
    }
  });
});

describe('hostile text', () => {
  it('is obeyed by no runner, wherever the repository or the workflow says it', async () => {
    const root = copyRepository(pristine);
    const samples = fc.sample(hostileText, { numRuns: 24, seed: 4 });
    const asYaml = JSON.stringify(samples.join(' '));
    edit(root, '.github/autotune.yaml', (text) => `${text}\n${asYaml}: 1\n`);
    for (const step of [
      { checkout: root, inputs: { command: 'validate' } },
      ...samples.slice(0, 6).flatMap((text) => {
        const given = text.replaceAll('\0', '');
        return [
          { checkout: root, event: given },
          { checkout: root, inputs: { command: given || 'x', intent: given } },
          { checkout: root, inputs: { command: 'validate', 'working-directory': given } },
        ];
      }),
    ]) {
      const job = await run(step);
      expect(names(job).filter((name) => !OURS.includes(name))).toEqual([]);
      expect(strays(job)).toEqual([]);
      expect(job.stdout).not.toMatch(/##\[|[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]/u);
      for (const { name, properties } of commandsIn(job.stdout))
        if (name === 'error')
          expect(properties).toMatch(/^title=autotune%3A [A-Z_]+(?:,file=[^,]*)?(?:,line=\d+)?(?:,col=\d+)?$/);
    }
  }, 60_000);
});

describe('a cancelled job', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'ends on %s with a closed group, a word and its code',
    async (signal, code) => {
      const root = makeRepository({ search: 3000, test: 40 });
      let isSent = false;
      const job = await run({
        checkout: root,
        inputs: { command: 'validate' },
        onOutput: (text, stop) => {
          if (isSent || !text.includes('::group::')) return;
          isSent = true;
          stop(signal);
        },
      });
      rmSync(root, { recursive: true });
      expect(job).toMatchObject({ exitCode: code, stderr: '' });
      expect(job.stdout).toMatch(new RegExp(`::group::[^\\n]*\\n::endgroup::\\n\\| stopped by ${signal}; .*\\n$`));
    },
    60_000,
  );
});
