/** JSON for a diff that people read: what fits on a line stays on one, so that a table of candidates is a table. */
const WIDTH = 160;

/** Renders a JSON value, indented by two spaces, with a newline at the end. Keys stay in their order. */
export function renderJson(value: unknown): string {
  return `${render(value, '')}\n`;
}

function render(value: unknown, indent: string): string {
  const inline = JSON.stringify(value) ?? 'null';
  if (value === null || typeof value !== 'object' || inline.length + indent.length <= WIDTH)
    return spaced(value, inline);
  const deeper = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((member) => `${deeper}${render(member, deeper)}`)
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${render(member, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${members.join(',\n')}\n${indent}${close}`;
}

/** The same on one line with a space after each colon and comma. */
function spaced(value: unknown, inline: string): string {
  if (value === null || typeof value !== 'object') return inline;
  if (Array.isArray(value))
    return `[${value.map((member) => spaced(member, JSON.stringify(member) ?? 'null')).join(', ')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  return `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${spaced(member, JSON.stringify(member))}`).join(', ')} }`;
}
