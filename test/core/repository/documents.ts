/** A whole repository as texts, without a problem; tests change one thing and look what is told. */
import { SYNTHETIC_DOCUMENTS, SYNTHETIC_MANIFEST } from '../../../bench/synthetic.ts';
import { checkRepository } from '../../../src/core/repository/check-repository.ts';
import { readRepository } from '../../../src/core/repository/repository.ts';
import type { Problem } from '../../../src/kit/problem.ts';

export const FILES: Readonly<Record<string, string>> = {
  ...SYNTHETIC_DOCUMENTS,
  'goldens/bench.answer/manifest.yaml': SYNTHETIC_MANIFEST,
};

export const PACK = 'packs/bench/pack.yaml';
export const RELEASE = 'packs/bench/releases/bench.answer.yaml';
export const POLICY = 'packs/bench/policy/policy.bench.yaml';
export const SUITE = 'packs/bench/evals/evals.bench.yaml';
export const CONFIGURATION = '.github/autotune.yaml';
export const MANIFEST = 'goldens/bench.answer/manifest.yaml';

/** The text of a document with parts replaced; every part has to be there. */
export function changed(path: string, ...parts: readonly (readonly [string, string])[]): Record<string, string> {
  let text = FILES[path] ?? '';
  for (const [from, to] of parts) {
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    text = text.replace(from, () => to);
  }
  return { [path]: text };
}

export function problemsOf(files: Readonly<Record<string, string>>): Problem[] {
  const listed = Object.entries({ ...FILES, ...files }).map(([path, text]) => ({ path, text }));
  const { repository, problems } = readRepository(listed);
  return problems.length > 0 ? problems : checkRepository(repository);
}

/** `path:line:column severity CODE found | expected`, where the line and column are those of the given text. */
export function told(files: Readonly<Record<string, string>>): string[] {
  return problemsOf(files).map(
    ({ file, line, column, severity, code, found, expected }) =>
      `${file}:${line}:${column} ${severity} ${code} ${found ?? '-'} | ${expected ?? '-'}`,
  );
}

/** Where a text stands in a document: `line:column` of its first appearance after `after`. */
export function placeOf(files: Readonly<Record<string, string>>, path: string, text: string, after = ''): string {
  const whole = { ...FILES, ...files }[path] ?? '';
  const at = whole.indexOf(text, whole.indexOf(after) + after.length);
  if (at < 0) throw new Error(`${path} has no ${text}`);
  const before = whole.slice(0, at).split('\n');
  return `${path}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
}
