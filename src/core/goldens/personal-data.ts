/**
 * What must not be copied from production into a repository, found by its form: addresses, numbers of people and cards,
 * keys and passwords. Names of people have no form; a person who reviews the cases has to look for those.
 */
export type Finding = { readonly kind: string; readonly start: number; readonly end: number };

type Pattern = {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Whether a match is meant; without it every one. */
  readonly holds?: (text: string) => boolean;
  /** Not asked of ids and references, which are long words of no meaning by their nature. */
  readonly isOfProse?: boolean;
};

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
  { kind: 'card', pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, holds: isCard },
  { kind: 'personal-number', pattern: /(?<![\w.-])(?:\d{2})?\d{6}[-+]\d{4}(?![\w-])/g },
  { kind: 'personal-number', pattern: /(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])/g },
  { kind: 'phone', pattern: /(?<![\w.#/-])(?:\+|00?)\(?\d(?:[ ()./-]{0,2}\d){6,14}(?![\w-])/g, holds: isPhone },
  { kind: 'address', pattern: /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, holds: isAddress },
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

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** The checksum of card numbers (Luhn). */
function isCard(text: string): boolean {
  const digits = [...digitsOf(text)].reverse().map(Number);
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** The checksum of account numbers (ISO 7064, mod 97). */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const moved = `${plain.slice(4)}${plain.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return plain.length >= 15 && [...moved].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** A date in figures begins with a nought as a telephone number does, and has no more than eight of them. */
function isPhone(text: string): boolean {
  const digits = digitsOf(text).length;
  return digits >= 7 && digits <= 15 && !/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text);
}

function isAddress(text: string): boolean {
  return text.split('.').every((part) => Number(part) < 256);
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
