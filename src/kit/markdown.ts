/** Markdown from untrusted text: nothing that was read from a repository may become a mention, a link or markup. */
import { excerpt } from './problem.ts';

/**
 * What GitHub acts upon even where it is no markup: mentions, references that close issues, links, words that skip
 * checks. A word joiner, which nobody sees, takes it apart.
 */
const TRIGGER = /@|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)|\[(?=(?:skip|ci|no|actions)\b)|\](?=\()|<(?=[!/a-z])/gi;

/** Text on one line that is no Markdown: a title, the subject of a commit. */
export function inert(text: string, length: number): string {
  const disarmed = excerpt(text, length).replace(TRIGGER, '$&\u2060');
  return disarmed.length <= length ? disarmed : `${disarmed.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Text for a table cell or a sentence: every character that Markdown or GitHub gives a meaning is disarmed. */
export function plain(text: string, length = 300): string {
  return excerpt(text, length)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(TRIGGER, '$&\u2060');
}

/** A code span, in which GitHub neither mentions nor links. Backticks and bars of the text are replaced; nothing stays nothing. */
export function code(text: string, length = 200): string {
  return text === '' ? '' : `\`${excerpt(text, length).replace(/`/g, "'").replace(/\|/g, '¦')}\``;
}

/** A sentence in which backticks set code: the spans stay, all else is disarmed. */
export function prose(text: string, length = 2000): string {
  const parts = excerpt(text, length).split('`');
  if (parts.length % 2 === 0) return plain(text, length);
  return parts.map((part, i) => (i % 2 === 1 ? code(part, length) : plain(part, length))).join('');
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
