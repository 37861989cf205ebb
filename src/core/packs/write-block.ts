/** Writes the text of a literal or folded block scalar: its header, indentation and line ends stay as they are. */
import type { Misfit, Splice } from './splice.ts';

/** A block scalar of a text; `end` is after its last line. */
export type WrittenBlock = {
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
};

type Style = {
  readonly isFolded: boolean;
  readonly chomping: 'strip' | 'clip' | 'keep';
  readonly hasIndicator: boolean;
  readonly indent: string;
  readonly lineEnd: string;
};

/**
 * The splice that puts `to` in the place of a block's text. Refused: a block that would not come back as it is written,
 * such as folded paragraphs over several lines, blank lines with spaces, or an end that the header does not allow.
 */
export function writeBlock(block: WrittenBlock, to: string): Splice[] | Misfit {
  const bodyStart = block.text.indexOf('\n', block.start) + 1;
  const body = block.text.slice(bodyStart, block.end);
  const style = styleOf(block.text.slice(block.start, bodyStart), body, block.value);
  const before = render(style, block.value);
  const after = render(style, to);
  if (bodyStart === 0 || before === null || !body.startsWith(before) || !isBlank(style, body.slice(before.length))) {
    return refuse(block, 'this way of breaking lines is not kept');
  }
  if (after === null) return refuse(block, 'the new text does not fit this kind of block');
  return before === after ? [] : [{ start: bodyStart, end: bodyStart + before.length, text: after }];
}

function styleOf(header: string, body: string, value: string): Style {
  const [indicators = ''] = /^[|>][-+\d]*/.exec(header) ?? [];
  const spaces = (text: string) => /^( *)[^ \r\n]/m.exec(text)?.[1]?.length ?? 0;
  return {
    isFolded: indicators.startsWith('>'),
    chomping: indicators.includes('-') ? 'strip' : indicators.includes('+') ? 'keep' : 'clip',
    hasIndicator: /\d/.test(indicators),
    indent: ' '.repeat(Math.max(0, spaces(body) - spaces(value))),
    lineEnd: header.endsWith('\r\n') ? '\r\n' : '\n',
  };
}

/** The lines of a value as this style writes them, or null where it cannot. Only `keep` writes the last line end. */
function render(style: Style, value: string): string | null {
  let length = value.length;
  while (value[length - 1] === '\n') length -= 1;
  const [content, ends] = [value.slice(0, length), value.slice(length)];
  if (content === '' || content.includes('\r') || style.indent === '') return null;
  if (!style.hasIndicator && /^\n* /.test(content)) return null;
  if (style.chomping !== 'keep' && ends !== (style.chomping === 'clip' ? '\n' : '')) return null;
  if (style.isFolded && /^[ \t\n]|\n[ \t]/.test(content)) return null;
  const unfolded = style.isFolded ? content.replaceAll(/\n+/g, '\n$&') : content;
  const lines = unfolded.split('\n').map((line) => (line === '' ? '' : `${style.indent}${line}`));
  return [lines.join('\n'), style.chomping === 'keep' ? ends : ''].join('').replaceAll('\n', style.lineEnd);
}

function isBlank(style: Style, rest: string): boolean {
  return style.chomping === 'keep' ? rest === '' : /^[\r\n]*$/.test(rest);
}

function refuse({ start, end }: WrittenBlock, misfit: string): Misfit {
  return {
    start,
    end,
    misfit,
    expected: 'a block whose lines are written as they are read, each paragraph on one line',
  };
}
