/**
 * What must not be copied from production into a repository, found by its form: addresses, numbers of people and cards,
 * keys and passwords. Names of people have no form; a person who reviews the cases has to look for those.
 */
import { isCard, isIban, isIpv4, isIpv6, isPersonalNumber, isPhone } from './checked-numbers.ts';

export type Finding = { readonly kind: string; readonly start: number; readonly end: number };

type Pattern = {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Whether a match is meant; without it every one. */
  readonly holds?: (text: string) => boolean;
  /** Not asked of ids and references, which are long words of no meaning by their nature. */
  readonly isOfProse?: boolean;
};

/** Between the figures of one number: a space of any width, or a dash. */
const GAP = '[ \\u00a0\\u2009\\u202f\\u2010-\\u2015-]';

/** No part of a longer word, of a decimal number or of a name with dashes. */
function numberLike(form: string): RegExp {
  return new RegExp(String.raw`(?<![\w.-])(?:${form})(?![\w-]|\.\d)`, 'g');
}

/** In the order in which they go before one another. */
const PATTERNS: readonly Pattern[] = [
  { kind: 'key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g },
  {
    kind: 'token',
    pattern:
      /\b(?:gh[pousr]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abpors]-[\w-]{10,}|sk-[\w-]{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|AGE-SECRET-KEY-1[0-9A-Z]+)/g,
  },
  { kind: 'token', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g },
  { kind: 'token', pattern: /(?<=\bbearer\s+)[\w.~+/-]{8,}=*/gi },
  {
    kind: 'password',
    pattern:
      /(?<=\b(?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?token|lösenord|passwort)\b["']?\s*(?:[:=]|is|är|ist)\s*["']?)[^\s"',;]{4,}/gi,
  },
  { kind: 'password', pattern: /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g },
  { kind: 'email', pattern: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.\p{L}{2,}/gu },
  { kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, holds: isIban },
  { kind: 'card', pattern: numberLike(String.raw`\d(?:${GAP}?\d){12,18}`), holds: isCard },
  { kind: 'card', pattern: numberLike(String.raw`\d{4}(?:\.\d{4}){2}\.\d{1,7}|\d{4}\.\d{6}\.\d{5}`), holds: isCard },
  { kind: 'personal-number', pattern: numberLike(String.raw`(?:\d{2})?\d{6}[-+]\d{4}`) },
  { kind: 'personal-number', pattern: numberLike(String.raw`(?:\d{2})?\d{6} ?\d{4}`), holds: isPersonalNumber },
  { kind: 'personal-number', pattern: numberLike(String.raw`\d{3}(${GAP})\d{2}\1\d{4}`) },
  {
    kind: 'phone',
    pattern: new RegExp(String.raw`(?<![\w.#/-])(?:\+|00?)\(?\d(?:(?:${GAP}|[()./]){0,2}\d){6,14}(?![\w-])`, 'g'),
    holds: isPhone,
  },
  {
    kind: 'phone',
    pattern: numberLike(
      String.raw`(?:1(?:${GAP}|\.))?(?:\(\d{3}\)(?:${GAP}|\.)?|\d{3}(?:${GAP}|\.))\d{3}(?:${GAP}|\.)\d{4}`,
    ),
  },
  {
    kind: 'phone',
    pattern: new RegExp(
      String.raw`(?<=\b(?:phone|tel|telephone|telefon|tfn|mobile|mobil|cell|call|ring)\b[^\w\n]{0,3}(?:(?:me|us|number|no|nr|at|on|is|är|på)\b[^\w\n]{1,3}){0,3})\d(?:(?:${GAP}|[()./]){0,2}\d){6,14}(?![\w-])`,
      'gi',
    ),
    holds: isPhone,
  },
  { kind: 'address', pattern: /(?<![\w.])(?<!\bv(?:ersion)?\.?\s?)(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)/gi, holds: isIpv4 },
  { kind: 'address', pattern: /(?<![\w:.-])[\da-f]{2}(?:([:-])[\da-f]{2})(?:\1[\da-f]{2}){4}(?![\w:-])/gi },
  {
    kind: 'address',
    pattern: /(?<![\w:.])(?:[\da-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4})(?!:?\w|:)/gi,
    holds: isIpv6,
  },
  { kind: 'secret', pattern: /(?<![\w+/=-])[\w+/=-]{20,}(?![\w+/=-])/g, holds: isRandom, isOfProse: true },
];

/** Everything in a text that has such a form, none of it twice, from its beginning to its end. */
export function findPersonalData(text: string, isProse: boolean): Finding[] {
  const found: Finding[] = [];
  for (const { kind, pattern, holds = () => true, isOfProse = false } of PATTERNS) {
    if (isOfProse && !isProse) continue;
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const end = index + match.length;
      const isFree = found.every((other) => end <= other.start || index >= other.end);
      if (isFree && holds(match)) found.push({ kind, start: index, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** In bits a character: words of a language have less, and keys more. */
const LEAST_ENTROPY = 3.6;

function isRandom(word: string): boolean {
  if (!/\d/.test(word) || !/[A-Za-z]/.test(word)) return false;
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / word.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) >= LEAST_ENTROPY;
}
