/**
 * Whether a CODEOWNERS pattern covers a path, as GitHub reads it: close to gitignore, but case-sensitive, without
 * negation and character ranges, and with `dir/*` reaching one level only. Segment by segment, so that no pattern is slow.
 */

export type Pattern = { readonly text: string; readonly segments: readonly string[] };

const UNSUPPORTED = /^!|^\\?#|\[|\]|\*\*\*/;

/** The pattern in a text, or why it is none: GitHub skips such a line. */
export function parsePattern(text: string): Pattern | { readonly invalid: string } {
  if (text.startsWith('!')) return { invalid: 'a pattern cannot be negated with !' };
  if (UNSUPPORTED.test(text)) return { invalid: '[ ], *** and a leading # do not work in CODEOWNERS' };
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return { invalid: 'a backslash at the end escapes nothing' };
  return { text, segments: segmentsOf(text) };
}

/** A leading or middle slash anchors a pattern at the root; without one it is found at any depth. */
function segmentsOf(text: string): readonly string[] {
  if (text === '/') return [];
  const parts = text.split('/');
  const anchored = parts[0] === '';
  const inner = anchored ? parts.slice(1) : parts;
  const name = inner[inner.length - 1] === '' ? inner.slice(0, -1) : inner;
  const floating = !anchored && name.length === 1 && name[0] !== '**';
  const below = name.length < inner.length ? ['**'] : [];
  return [...(floating ? ['**'] : []), ...name, ...below];
}

/** @param path inside the repository, with forward slashes and none at its start. */
export function covers({ segments }: Pattern, path: string): boolean {
  if (segments.length === 0) return false;
  const names = path.split('/');
  // reached[i]: the segments so far may end before the name at i.
  let reached = new Set([0]);
  for (const [at, segment] of segments.entries()) {
    const isLast = at === segments.length - 1;
    const next = new Set<number>();
    for (const from of reached) {
      if (isLast) {
        if (endsAt(segment, names, from)) return true;
      } else if (segment === '**') {
        for (let to = from; to <= names.length; to += 1) next.add(to);
      } else if (from < names.length && matches(segment, names[from] ?? '')) next.add(from + 1);
    }
    reached = next;
  }
  return false;
}

/** The last segment: `**` is whatever lies below, `*` one level, a name itself or everything below it. */
function endsAt(segment: string, names: readonly string[], from: number): boolean {
  if (segment === '**') return from < names.length;
  if (segment === '*') return from === names.length - 1;
  return from < names.length && matches(segment, names[from] ?? '');
}

/** One segment against one name: `*` any run, `?` one character, `\` takes the next character as it is. */
function matches(segment: string, name: string): boolean {
  const wanted = symbolsOf(segment);
  const given = [...name];
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < given.length) {
    const symbol = wanted[at];
    if (symbol !== undefined && symbol.kind === 'run') {
      star = at;
      resume = from;
      at += 1;
    } else if (
      symbol !== undefined &&
      (symbol.kind === 'one' || (symbol.kind === 'exact' && symbol.character === given[from]))
    ) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      resume += 1;
      from = resume;
      at = star + 1;
    } else return false;
  }
  return wanted.slice(at).every(({ kind }) => kind === 'run');
}

type Symbol =
  | { readonly kind: 'run' }
  | { readonly kind: 'one' }
  | { readonly kind: 'exact'; readonly character: string };

function symbolsOf(segment: string): readonly Symbol[] {
  const symbols: Symbol[] = [];
  let escaped = false;
  for (const character of segment) {
    if (!escaped && character === '\\') escaped = true;
    else {
      if (escaped || (character !== '*' && character !== '?')) symbols.push({ kind: 'exact', character });
      else symbols.push({ kind: character === '*' ? 'run' : 'one' });
      escaped = false;
    }
  }
  return symbols;
}
