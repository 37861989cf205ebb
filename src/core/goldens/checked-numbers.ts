/** Whether a number that has the form of personal data is some, by its checksum, its date or its range. */

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** The checksum of card numbers (Luhn). */
export function isCard(text: string): boolean {
  const digits = digitsOf(text);
  // An instant written in figures alone; no card begins so.
  const isInstant = digits.length === 14 && /^20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])/.test(digits);
  return !isInstant && isLuhn(digits) && new Set(digits).size > 1;
}

function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = i % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** A date of birth, its day plus sixty for who is no citizen, and four figures, the last a checksum. */
const BORN = /^(19|20)?\d\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])\d{4}$/;

/**
 * A personal number without its hyphen. Of those with a year of the last century the date is enough; others look like an
 * order of the day or an instant, so they need their checksum.
 */
export function isPersonalNumber(text: string): boolean {
  const digits = digitsOf(text);
  const born = BORN.exec(digits);
  return born !== null && (born[1] === '19' || isLuhn(digits.slice(-10)));
}

/** The checksum of account numbers (ISO 7064, mod 97). */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const moved = `${plain.slice(4)}${plain.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return plain.length >= 15 && [...moved].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** A date in figures begins with a nought as a telephone number does, and has no more than eight of them. */
export function isPhone(text: string): boolean {
  const digits = digitsOf(text).length;
  return digits >= 7 && digits <= 15 && !/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(text);
}

export function isIpv4(text: string): boolean {
  return text.split('.').every((part) => Number(part) < 256);
}

/** Eight groups, or fewer around one `::`, with a figure somewhere: a time of day and the name of a class have neither. */
export function isIpv6(text: string): boolean {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return false;
  const groups = [before, after ?? ''].flatMap((side) => (side === '' ? [] : side.split(':')));
  if (groups.some((group) => group === '')) return false;
  const last = groups.at(-1) ?? '';
  if (last.includes('.') && !isIpv4(last)) return false;
  const count = groups.length + Number(last.includes('.'));
  return after === undefined ? count === 8 : count >= 2 && count < 8 && /\d/.test(text);
}
