/** Says in words what form a schema expected, for the second line of a problem. */
import type * as z from 'zod';

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const UNITS: Record<string, string> = { string: ' characters', array: ' entries' };

/** The right form in words, e.g. `a whole number` or `one of: decrease, increase`. */
export function expectedForm(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return choice(issue.values.map(literal));
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? `text that matches ${issue.pattern ?? issue.format}` : issue.message;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return choice(alternatives(issue));
    case 'invalid_key':
    case 'invalid_element':
      return choice(issue.issues.map(expectedForm));
    default:
      return issue.message;
  }
}

function alternatives(issue: z.core.$ZodIssueInvalidUnion): string[] {
  if ('options' in issue && issue.options !== undefined) return issue.options.map(literal);
  return issue.errors.map((branch) => branch.map(expectedForm).join(' and '));
}

function choice(forms: readonly string[]): string {
  const distinct = [...new Set(forms)];
  return distinct.length === 1 ? String(distinct[0]) : `one of: ${distinct.join(', ')}`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? value : String(value);
}
