/** Markdown from untrusted text: nothing that was read from a repository may become a mention, a link or markup. */
import { excerpt } from '../../../kit/problem.ts';

/** Text for a table cell or a sentence: every character that Markdown or GitHub gives a meaning is disarmed. */
export function plain(text: string, length = 300): string {
  return excerpt(text, length)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/@/g, '@\u2060')
    .replace(/:\/\//g, ':\u2060//');
}

/** A code span, in which GitHub neither mentions nor links. Backticks and bars of the text are replaced. */
export function code(text: string, length = 200): string {
  return `\`${excerpt(text, length).replace(/`/g, "'").replace(/\|/g, '¦')}\``;
}

export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const rule = header.map((_, i) => (right.includes(i) ? '--:' : ':--'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A fold that GitHub shows closed. */
export function fold(summary: string, content: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
