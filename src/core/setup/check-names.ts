/** What the check of a job may be called: its name may have expressions, and what they come to is known when it runs. */

const EXPRESSION = /\$\{\{.*?\}\}/gs;

/** Whether a job of this name may report as the other: GitHub takes names of checks without regard to case. */
export function mayReportAs(name: string, other: string): boolean {
  return isSameName(name, other) || patternOf(name).test(other.trim());
}

export function isSameName(name: string, other: string): boolean {
  return name.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether a name is an expression alone: it may come to any, and says nothing. */
export function isOpenName(name: string): boolean {
  return name.trim() !== '' && name.replaceAll(EXPRESSION, '').trim() === '';
}

/** A name with whatever its expressions may come to; none where it says nothing. */
function patternOf(name: string): RegExp {
  if (name.replaceAll(EXPRESSION, '').trim() === '') return /(?!)/;
  const literal = name.trim().split(EXPRESSION);
  return new RegExp(`^${literal.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'is');
}
