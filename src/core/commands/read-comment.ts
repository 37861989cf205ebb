/**
 * Where in a comment a command stands, if anywhere: a line that begins with `/autotune` as plain text, in a paragraph
 * that is in nothing else. What is quoted, shown as code, listed, linked, struck out or hidden commands nothing. The line
 * that begins a mail's signature makes a heading of the paragraph above it, and whoever wrote that meant a paragraph.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { areBlocksTooMany, areMarksTooMany } from './effort.ts';
import { PREFIX } from './table.ts';

type Node = ReturnType<typeof fromMarkdown>['children'][number];
type Paragraph = Extract<Node, { type: 'paragraph' | 'heading' }>;
type Span = { readonly from: number; readonly to: number };

/** Letters of either case; after it a blank, no-break ones too, or the end of the line. */
const AT_LINE_START = new RegExp(`^[ \\t]*${PREFIX}(?=[ \\t\\u00a0]|$)`, 'i');
const ANY_LINE = new RegExp(AT_LINE_START.source, 'im');
const PURE_COMMENTS = /^(?:<!--(?!-?>)(?:(?!--)[\s\S])*-->\s*)+$/;
/** Blanks stand in one place of it only, so that it is tried in as many steps as a line is long. */
const TABLE_RULE = /^(?=.*[|:])[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/;
const FOOTNOTE = /^ {0,3}\[\^[^\]]{1,999}\]:/;
/** What GitHub renders as struck out or as a formula, which the parser of plain CommonMark does not know. */
const EXTENSIONS = /(~~?)(?=[^\s~])[\s\S]*?[^\s~]\1(?!~)|\$\$[\s\S]*?\$\$/g;

/** Nothing within a line makes or ends a paragraph, a quote or a list, so these can be told apart without it. */
const BLOCKS_ALONE = {
  extensions: [
    {
      disable: {
        null: [
          ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'hardBreakEscape'],
          ...['htmlText', 'labelEnd', 'labelStartImage', 'labelStartLink'],
        ],
      },
    },
  ],
};

/** `too-intricate`: there may be a command, and finding out would take too long. */
export type CommandText =
  | {
      readonly text: string;
      /** The paragraph right below the command's; empty where there is none. */
      readonly below: string;
    }
  | 'none'
  | 'too-intricate';

/**
 * What follows the word in the first command of a comment, to the end of its paragraph or the next command. In a bounded
 * number of steps, whatever the comment is: a line is looked for first, then paragraphs, and what is within them last.
 */
export function commandTextOf(body: string): CommandText {
  // The parser leaves a mark of byte order out, and every place after it would be off by one.
  const source = body.replace(/^\uFEFF/, '\u200B');
  if (!ANY_LINE.test(source)) return 'none';
  if (areBlocksTooMany(source)) return 'too-intricate';
  const blocks = fromMarkdown(source, BLOCKS_ALONE).children;
  if (!blocks.some((node) => isParagraph(node) && ANY_LINE.test(textOf(source, node)))) return 'none';
  if (areMarksTooMany(textsIn(source, blocks))) return 'too-intricate';
  return firstCommand(source) ?? 'none';
}

/** Anything below a line with HTML might be shown inside it, so nothing there is read. */
function firstCommand(source: string): { readonly text: string; readonly below: string } | null {
  let before: Node | null = null;
  const nodes = fromMarkdown(source).children;
  for (const [i, node] of nodes.entries()) {
    if (node.type === 'html' && !PURE_COMMENTS.test(node.value)) return null;
    if (isParagraph(node) && !isOfFootnote(source, node, before)) {
      const found = commandIn(source, node);
      if (found !== null) return { text: found, below: paragraphAt(source, nodes[i + 1]) };
      if (firstHtml(node) !== null) return null;
    }
    before = node;
  }
  return null;
}

function paragraphAt(source: string, node: Node | undefined): string {
  return node?.type === 'paragraph' ? textOf(source, node) : '';
}

/** A heading over several lines is one by an underline: a paragraph until the line below it. */
function isParagraph(node: Node): node is Paragraph {
  return (
    node.type === 'paragraph' || (node.type === 'heading' && node.position?.start.line !== node.position?.end.line)
  );
}

/** Whatever is read for what stands within its lines, at any depth. */
function textsIn(source: string, nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'paragraph' || node.type === 'heading') return [textOf(source, node)];
    return 'children' in node ? textsIn(source, node.children) : [];
  });
}

function textOf(source: string, node: Pick<Node, 'position'>): string {
  const { from, to } = spanOf(node);
  return source.slice(from, to);
}

function commandIn(source: string, paragraph: Paragraph): string | null {
  const { from, to } = contentOf(source, paragraph);
  const html = firstHtml(paragraph) ?? to;
  const hidden = [...source.slice(from, to).matchAll(EXTENSIONS)].map(({ index, 0: all }) => {
    return { from: from + index, to: from + index + all.length };
  });
  const lines = linesOf(source, { from, to });
  for (const [i, line] of lines.entries()) {
    const word = AT_LINE_START.exec(source.slice(line.from, line.to))?.[0];
    if (word === undefined) continue;
    const at = line.from + word.length - PREFIX.length;
    const isPlain = paragraph.children.some((child) => child.type === 'text' && isIn(spanOf(child), at));
    if (!isPlain || at > html || hidden.some((span) => isIn(span, at)) || isInTable(source, lines, i)) continue;
    const next = lines.slice(i + 1).find(({ from, to }) => AT_LINE_START.test(source.slice(from, to)));
    return source.slice(at + PREFIX.length, next?.from ?? to).trimEnd();
  }
  return null;
}

/** Without the line under a heading. */
function contentOf(source: string, paragraph: Paragraph): Span {
  const span = spanOf(paragraph);
  const [last] = paragraph.type === 'heading' ? linesOf(source, span).slice(-1) : [];
  return { from: span.from, to: last?.from ?? span.to };
}

/** Where the first HTML of a paragraph begins that is no comment, or null. */
function firstHtml(paragraph: Paragraph): number | null {
  const found = paragraph.children.find((child) => child.type === 'html' && !PURE_COMMENTS.test(child.value));
  return found === undefined ? null : spanOf(found).from;
}

/** The head of a table is the line before its rule, and all that follows is in it. */
function isInTable(source: string, lines: readonly Span[], line: number): boolean {
  const rule = lines.findIndex(({ from, to }, i) => i > 0 && TABLE_RULE.test(source.slice(from, to)));
  return rule > 0 && line >= rule - 1;
}

function isOfFootnote(source: string, paragraph: Paragraph, before: Node | null): boolean {
  const { from } = spanOf(paragraph);
  if (FOOTNOTE.test(source.slice(from))) return true;
  const isNext = before?.position !== undefined && before.position.end.line + 1 === paragraph.position?.start.line;
  return isNext && before.type === 'definition' && before.identifier.startsWith('^');
}

function linesOf(source: string, { from, to }: Span): readonly Span[] {
  const lines: Span[] = [];
  let start = from;
  for (const { index, 0: end } of source.slice(from, to).matchAll(/\r\n|\r|\n|$/g)) {
    lines.push({ from: start, to: from + index });
    start = from + index + end.length;
  }
  return lines;
}

function spanOf({ position }: Pick<Node, 'position'>): Span {
  return { from: position?.start.offset ?? 0, to: position?.end.offset ?? 0 };
}

function isIn({ from, to }: Span, at: number): boolean {
  return from <= at && at < to;
}
