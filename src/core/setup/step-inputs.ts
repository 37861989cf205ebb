/** What a step of a workflow gives to its action. A runner takes the name of an input in any case, and its value without the space around it. */
import type { Mapping } from './escapes.ts';

/** Empty where nothing is given, which an action cannot tell from an empty value. */
export function inputOf(inputs: Mapping, name: string): string {
  const [, said] = Object.entries(inputs).find(([key]) => key.toLowerCase() === name) ?? [];
  return isPlain(said) ? String(said).trim() : '';
}

export function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
