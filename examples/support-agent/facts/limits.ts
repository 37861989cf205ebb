// Time limits and amounts as people write them: "within fourteen days", "for 36 months", "15 per cent", "until 31 May 2026".

export type Limit = { readonly amount: number; readonly unit: 'days' | 'months' };

const numbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  fourteen: 14,
  fifteen: 15,
  'twenty-one': 21,
  thirty: 30,
  'forty-five': 45,
  sixty: 60,
  'one hundred': 100,
};
const months = 'January February March April May June July August September October November December'.split(' ');
const amount = `(\\d+|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;
const limitPattern = new RegExp(
  `\\b(?:within|for|is|lasts?|up to|first|than|allows?)\\s+(?:for )?${amount} (days?|months?|years?)\\b`,
  'i',
);

/** The first time limit of a text. */
export function limitIn(text: string): Limit | null {
  const [, raw, unit] = limitPattern.exec(text) ?? [];
  if (raw === undefined || unit === undefined) return null;
  const count = numberOf(raw);
  if (unit.startsWith('day')) return { amount: count, unit: 'days' };
  return { amount: unit.startsWith('year') ? count * 12 : count, unit: 'months' };
}

/** Days added to a return window, as in "15 extra days". */
export function extraDaysIn(text: string): number | null {
  const raw = new RegExp(`${amount} (?:extra|more|additional) days`, 'i').exec(text)?.[1];
  return raw === undefined ? null : numberOf(raw);
}

/** A deduction in per cent. */
export function percentIn(text: string): number | null {
  const raw = new RegExp(`${amount} ?(?:per cent|%)`, 'i').exec(text)?.[1];
  return raw === undefined ? null : numberOf(raw);
}

/** A sum in kronor. */
export function kronorIn(text: string): number | null {
  const raw = /(\d+) kr/.exec(text)?.[1];
  return raw === undefined ? null : Number(raw);
}

/** Every written-out date of a text, as ISO dates in the order of the text. */
export function datesIn(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`(\\d{1,2}) (${months.join('|')}) (\\d{4})`, 'g'))].map(
    ([, day = '', month = '', year = '']) =>
      `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`,
  );
}

function numberOf(raw: string): number {
  return numbers[raw.toLowerCase()] ?? Number(raw);
}
