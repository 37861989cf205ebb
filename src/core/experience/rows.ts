/**
 * One line that a query printed, as the row it holds: engines print one object a line, or an array with one object a
 * line, and what is nested comes from some of them as text.
 */

const NESTED = ['scorecard', 'operator_corrections', 'assignment'] as const;

export type RowReader = {
  /** The JSON text of the row in a line; null for a line that is only a bracket, or blank. */
  read(line: string): string | null;
  /** Whether an array that was begun was ended, so that nothing is missing. */
  isWhole(): boolean;
};

export function rowReader(): RowReader {
  let array: 'none' | 'open' | 'closed' = 'none';
  let isFirst = true;
  return {
    read(line) {
      let text = line.trim();
      if (text === '') return null;
      if (isFirst && text.startsWith('[')) {
        array = 'open';
        text = text.slice(1).trim();
      }
      isFirst = false;
      if (array === 'open' && text.endsWith(']')) {
        array = 'closed';
        text = text.slice(0, -1).trim();
      } else if (array === 'open' && text.endsWith(',')) text = text.slice(0, -1).trim();
      return text === '' ? null : unnested(text);
    },
    isWhole: () => array !== 'open',
  };
}

/** Text that holds JSON where an object belongs is read as that object; anything else is for the schema to refuse. */
function unnested(text: string): string {
  if (!NESTED.some((key) => text.includes(`"${key}":"`) || text.includes(`"${key}": "`))) return text;
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return text;
    const opened = NESTED.flatMap((key) => {
      const value: unknown = Reflect.get(row, key);
      return typeof value === 'string' ? [[key, JSON.parse(value)] as const] : [];
    });
    return JSON.stringify({ ...row, ...Object.fromEntries(opened) });
  } catch {
    return text;
  }
}
