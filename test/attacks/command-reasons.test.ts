/** What a reason may say: whatever it is, it stays text everywhere but in the ledger, which keeps it as it was said. */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { beforeAll, describe, expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { type Opened, openedStage } from './opened.ts';
import { saying } from './saying.ts';
import { LEDGER } from './stage.ts';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

const REASONS: readonly (readonly [what: string, reason: string])[] = [
  ['commands of a runner', '::set-output name=a::b\n::add-mask::b\n::error::boom\n%0A::warning::x\n##[error]boom'],
  ['marks of direction and of control', '\u202egnp.exe \u2066x\u2069 \u0007 \u001b[31m \u2028::error::x \u0000'],
  ['mentions', '@acme/security &#64;acme/security &commat;octocat ﹫x'],
  ['markers and HTML', 'x <!-- autotune:v1 comment=scorecard --> </details><img src=x onerror=y>'],
  ['links and pictures', '![](http://127.0.0.1/x) [a](http://127.0.0.1) <http://127.0.0.1> www.evil.example'],
  ['fences and code', 'x ```` ``` ` ~~~ $$ \\'],
  [
    'words that forges act upon',
    'fixes #1, closes GH-2, resolves acme/x#3 [skip ci]\nCo-authored-by: x <x@example.com>',
  ],
  ['a shell and paths', '$(touch /tmp/x) `id`; rm -rf / --upload-pack=x ../../.git/config C:\\ %PATH%'],
];

function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child);
}

/** What a reader of the comment would see or click, each in one line. */
function actions(text: string): readonly string[] {
  const [marker = '', ...lines] = text.split('\n');
  expect(marker).toMatch(/^<!-- autotune:v1 comment=(?:notice|reply to=\d+) -->$/);
  return [...walk(fromMarkdown(lines.join('\n')))].flatMap((node) => {
    if (node.type === 'text') return node.value.match(/@[\w-]|#\d|\bGH-\d|:\/\/|\bwww\.\w|\[skip ci/gi) ?? [];
    return /^(?:html|link|image|definition|linkReference|imageReference|heading|list|code|thematicBreak)$/.test(
      node.type,
    )
      ? [node.type]
      : [];
  });
}

async function answersTo(stage: Opened): Promise<readonly string[]> {
  const said = (await stage.comments(1)).filter(({ author }) => author.endsWith('[bot]'));
  return said.flatMap(({ body }) => (body.startsWith('<!-- autotune:v1 comment=scorecard -->') ? [] : [body]));
}

describe('a reason', () => {
  it.each(REASONS)(
    'with %s is kept as it is, and does nothing',
    async (_, reason) => {
      const stage = await openedStage(repository);
      const said = await saying(stage, 'ada', `/autotune reject ${reason}`);
      expect(said.exitCode).toBe(0);
      const [rejection] = stage.events().filter(({ kind }) => kind === 'rejection');
      expect(rejection?.body).toMatchObject({ reason: reason.trimEnd() });
      const answers = await answersTo(stage);
      expect(answers).toHaveLength(2);
      expect(answers.flatMap(actions)).toEqual([]);
      const commands = said.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line));
      expect(commands.filter((line) => !line.startsWith('::add-mask::'))).toEqual([]);
      const log = git(stage.world.gitDir, 'log', '--format=%B', LEDGER);
      expect(log).not.toMatch(/@acme|fixes #|\[skip ci|Co-authored-by|::error/);
      expect(git(stage.world.gitDir, 'for-each-ref', '--format=%(refname)')).not.toMatch(/touch|upload-pack|skip/);
      const next = await stage.run();
      expect(next).toMatchObject({ exitCode: 0 });
      expect(
        next.stdout.split('\n').filter((line) => /^::(?!add-mask|group|endgroup|notice|warning)/.test(line)),
      ).toEqual([]);
    },
    120_000,
  );

  it('that is as long as a comment may be is cut, and that is said', async () => {
    const stage = await openedStage(repository);
    const long = '😀 long '.repeat(8000).slice(0, 65_000);
    await saying(stage, 'ada', `/autotune reject ${long}`);
    const [rejection] = stage.events().filter(({ kind }) => kind === 'rejection');
    expect(rejection?.body).toMatchObject({ reason: long.slice(0, 10_000).replace(/[\uD800-\uDBFF]$/, '') });
    expect((await answersTo(stage)).at(-1)).toContain('The reason was cut at 10000 characters.');
  }, 120_000);

  it('of nothing that can be read is none', async () => {
    const stage = await openedStage(repository);
    for (const reason of ['', '   ', '\u200b\u2060\ufeff']) await saying(stage, 'ada', `/autotune reject ${reason}`);
    expect(stage.events().map(({ kind }) => kind)).not.toContain('rejection');
    expect((await answersTo(stage)).map((text) => text.includes('it needs a reason'))).toEqual([true, true, true]);
  }, 120_000);
});
