/**
 * A copy of a value without personal data. Within one copy equal finds get equal placeholders, so that what referred to
 * the same thing still does; from one copy to another they say nothing.
 */
import { findPersonalData } from './personal-data.ts';

export type Redactor = {
  /** The text with placeholders; of an id or a reference the long words are left as they are. */
  text(text: string, isProse?: boolean): string;
  /** Every string of a value, and every number that is as long as one of a card or has the form of another. */
  value(value: unknown): unknown;
  /** How many different things were replaced, by kind. */
  counts(): ReadonlyMap<string, number>;
};

/** Numbers are kept unless they have as many figures as a card or an account. */
const LONGEST_NUMBER = 12;
const PLACEHOLDER = /^redacted-[a-z-]+-\d+$/;

export function openRedactor(): Redactor {
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();
  const placeholderOf = (kind: string, found: string): string => {
    const known = placeholders.get(found);
    if (known !== undefined) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const placeholder = `redacted-${kind}-${number}`;
    placeholders.set(found, placeholder);
    return placeholder;
  };
  const once = (given: string, isProse: boolean): string => {
    let after = '';
    let at = 0;
    for (const { kind, start, end } of findPersonalData(given, isProse)) {
      const found = given.slice(start, end);
      after += given.slice(at, start) + (PLACEHOLDER.test(found) ? found : placeholderOf(kind, found));
      at = end;
    }
    return after + given.slice(at);
  };
  // What one find hid from another is found the next time.
  const text = (given: string, isProse = true): string => {
    const after = once(given, isProse);
    return after === given ? given : text(after, isProse);
  };
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given);
    if (typeof given === 'number') {
      if (!Number.isInteger(given)) return given;
      const figures = String(Math.abs(given));
      const isMeant = figures.length > LONGEST_NUMBER || findPersonalData(figures, true).length > 0;
      return isMeant ? placeholderOf('number', String(given)) : given;
    }
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).map(([key, member]) => [text(key, false), value(member)]));
  };
  return { text, value, counts: () => counts };
}
