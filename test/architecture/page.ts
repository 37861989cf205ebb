/** Reads ARCHITECTURE.md: the import table and the nevers as a newcomer reads them, to be held against what is enforced. */
import { COLUMNS, IMPORT_TABLE } from './rooms.ts';

/** The cells of the first Markdown table below a heading, header row left out. */
export function tableBelow(page: string, heading: string): readonly (readonly string[])[] {
  const lines = sectionOf(page, heading).split('\n');
  const rows = lines.filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line));
  return rows.slice(1).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

/** The list items `- **N1** sentence` below a heading. */
export function neversBelow(page: string, heading: string): readonly (readonly [string, string])[] {
  const items = sectionOf(page, heading).matchAll(/^- \*\*(N\d+)\*\* (.*)$/gm);
  return [...items].map(([, id = '', sentence = '']) => [id, sentence]);
}

/** The import table as ARCHITECTURE.md has to show it. */
export function importTableRows(): readonly (readonly string[])[] {
  return Object.entries(IMPORT_TABLE).map(([row, leave]) => [
    row,
    ...COLUMNS.map((column) => leave[column]),
    leave.node,
    leave.packages,
  ]);
}

function sectionOf(page: string, heading: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`ARCHITECTURE.md has no section "${heading}"`);
  const body = page.slice(start + heading.length + 5);
  const end = body.indexOf('\n## ');
  return end < 0 ? body : body.slice(0, end);
}
