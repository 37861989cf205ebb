/** Writes a value as YAML in a style drawn at random: what people and tools do to their files, within strict YAML. */
import fc from 'fast-check';

type Draw = fc.GeneratorValue;
type Style = { readonly draw: Draw; readonly eol: string; readonly step: number };
type Entry = readonly [key: string, value: unknown];

const IDENTIFIER = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z_][\w.-]*$/i;

/** A YAML text that reads as the value. Lists of lists are not needed and not written. */
export function writeYaml(draw: Draw, value: Record<string, unknown>): string {
  const style = { draw, eol: draw(fc.constantFrom, '\n', '\r\n'), step: draw(fc.constantFrom, 1, 2, 3, 4, 8) };
  const head = draw(fc.constantFrom, '', '\uFEFF', `---${style.eol}`, `# über 😀${style.eol}${style.eol}`);
  const text = `${head}${blockMap(style, value, 0).join(style.eol)}`;
  return text + draw(fc.constantFrom, '', style.eol, `${style.eol}${style.eol}# the end`);
}

function blockMap(style: Style, map: Record<string, unknown>, indent: number): string[] {
  return shuffled(style, map).flatMap(([key, value]) => [
    ...interlude(style, indent),
    ...withKey(style, `${' '.repeat(indent)}${keyText(style, key)}:`, value, indent),
  ]);
}

function withKey(style: Style, start: string, value: unknown, indent: number): string[] {
  const { draw } = style;
  const gap = ' '.repeat(draw(fc.constantFrom, 1, 1, 1, 4));
  if (typeof value === 'string' && value.includes('\n')) return textLines(style, start + gap, value, indent);
  if (!isCollection(value) || Object.keys(value).length === 0 || draw(fc.boolean)) {
    return [`${start}${gap}${flow(style, value, indent + style.step)}${trail(style)}`];
  }
  return [`${start}${trail(style)}`, ...block(style, value, indent)];
}

function block(style: Style, value: object, indent: number): string[] {
  if (!Array.isArray(value)) return blockMap(style, Object.fromEntries(Object.entries(value)), indent + style.step);
  const at = indent + (style.draw(fc.boolean) ? 0 : style.step);
  return value.flatMap((item: unknown) => [...interlude(style, at), ...blockItem(style, item, at)]);
}

function blockItem(style: Style, item: unknown, indent: number): string[] {
  const start = `${' '.repeat(indent)}- `;
  if (!isCollection(item) || style.draw(fc.boolean)) return [`${start}${flow(style, item, indent + 2)}${trail(style)}`];
  const plainStyle = { ...style, step: 2 };
  const lines = Object.entries(item).flatMap(([key, value]) =>
    withKey(plainStyle, `${' '.repeat(indent + 2)}${key}:`, value, indent + 2),
  );
  return lines.map((line, index) => (index === 0 ? start + line.slice(indent + 2) : line));
}

function flow(style: Style, value: unknown, indent: number): string {
  if (!isCollection(value)) return scalar(style, value);
  const { draw, eol } = style;
  const pad = draw(fc.constantFrom, '', ' ');
  const separator = draw(
    fc.constantFrom,
    ', ',
    ', ',
    ' ,  ',
    `,${eol}${' '.repeat(indent)}`,
    `, # c${eol}${' '.repeat(indent)}`,
  );
  const items = Array.isArray(value)
    ? value.map((item: unknown) => flow(style, item, indent))
    : shuffled(style, value).map(([key, item]) => `${keyText(style, key)}: ${flow(style, item, indent)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}${pad}${items.join(separator)}${pad}${close}`;
}

function scalar({ draw }: Style, value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const single = `'${value.replaceAll("'", "''")}'`;
  if (value.includes('\n')) return JSON.stringify(value);
  return draw(fc.constantFrom, ...(IDENTIFIER.test(value) ? [value, value] : []), single, JSON.stringify(value));
}

function textLines(style: Style, start: string, value: string, indent: number): string[] {
  const { draw, eol } = style;
  const ends = /\n*$/.exec(value)?.[0].length ?? 0;
  const content = value.slice(0, value.length - ends);
  const isFoldable = !/^[ \t\n]|\n[ \t]/.test(content);
  const kind = draw(fc.constantFrom, '"', '|', ...(isFoldable ? ['>'] : []));
  if (kind === '"' || content === '' || /^\n* /.test(content)) return [`${start}${JSON.stringify(value)}`];
  const header = kind + (ends === 0 ? '-' : ends === 1 ? draw(fc.constantFrom, '', '+') : '+');
  const unfolded = kind === '>' ? content.replaceAll(/\n+/g, '\n$&') : content;
  const pad = ' '.repeat(indent + style.step);
  const lines = unfolded.split('\n').map((line) => (line === '' ? '' : pad + line));
  // What follows must not be taken for one more blank line of a block that keeps them.
  const after = header.endsWith('+') ? [...Array.from({ length: ends - 1 }, () => ''), '# after'] : [];
  return [start + header + draw(fc.constantFrom, '', ' # note'), ...lines, ...after].map((line) =>
    line.replaceAll('\n', eol),
  );
}

function interlude({ draw }: Style, indent: number): string[] {
  const pad = ' '.repeat(indent);
  return draw(fc.constantFrom, [], [], [], [''], [`${pad}# a comment\twith a tab`], ['', `${pad}#`], ['# at the left']);
}

function trail({ draw }: Style): string {
  return draw(fc.constantFrom, '', '', '', ' # why: {not} a [value]', '   ', '\t# tab');
}

function keyText({ draw }: Style, key: string): string {
  return draw(fc.constantFrom, key, key, key, `"${key}"`, `'${key}'`);
}

function shuffled({ draw }: Style, map: object): Entry[] {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return draw(fc.shuffledSubarray<Entry>, entries, { minLength: entries.length });
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
