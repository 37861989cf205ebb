/** What an action says to its runner: workflow commands on stdout, and the files it appends to. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  /** As in `file`, `line` and `title`. */
  readonly properties: Readonly<Record<string, string>>;
};

export type Commands = {
  readonly annotations: readonly Annotation[];
  readonly groups: readonly string[];
  readonly masks: readonly string[];
  readonly debug: readonly string[];
  /** Any other command by its name; the old ones that runners no longer obey show up here. */
  readonly others: readonly string[];
};

/** A line that a runner would obey, as it stands there. */
export type Command = { readonly name: string; readonly properties: string; readonly data: string };

/** By the runner's own rules: `::name …::` at the start of a line, white space left out, and `##[name]` anywhere in one. */
export function commandsIn(stdout: string): readonly Command[] {
  return stdout.split(/\r\n|\r|\n/).flatMap((line) => {
    const modern = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line);
    if (modern !== null) return [{ name: modern[1] ?? '', properties: modern[2] ?? '', data: modern[3] ?? '' }];
    const legacy = /##\[([^\]\s]+)([^\]]*)\](.*)$/s.exec(line);
    return legacy === null ? [] : [{ name: legacy[1] ?? '', properties: legacy[2] ?? '', data: legacy[3] ?? '' }];
  });
}

/** Reads the commands as the runner does: none between `stop-commands` and its token. */
export function parseCommands(stdout: string): Commands {
  const found = {
    annotations: [] as Annotation[],
    groups: [] as string[],
    masks: [] as string[],
    debug: [] as string[],
  };
  const others: string[] = [];
  let stopped: string | undefined;
  for (const { name, properties, data } of commandsIn(stdout)) {
    const message = unescapeData(data);
    if (stopped !== undefined) stopped = name === stopped ? undefined : stopped;
    else if (name === 'stop-commands') stopped = message;
    else if (name === 'error' || name === 'warning' || name === 'notice') {
      found.annotations.push({ level: name, message, properties: propertiesOf(properties) });
    } else if (name === 'group') found.groups.push(message);
    else if (name === 'add-mask') found.masks.push(message);
    else if (name === 'debug') found.debug.push(message);
    else if (name !== 'endgroup') others.push(name);
  }
  return { ...found, others };
}

function propertiesOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.split(/=(.*)/s);
      return [key.trim(), unescapeData(value).replaceAll('%3A', ':').replaceAll('%2C', ',')];
    }),
  );
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** A file such as GITHUB_OUTPUT: `name=value`, or `name<<end` and lines up to `end`. Throws on anything else. */
export function parseFileCommands(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name = '', operator, rest = ''] = /^([^=]*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (operator === undefined) throw new Error(`a runner would refuse the line ${JSON.stringify(line)}`);
    if (operator === '=') {
      values[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (end < 0) throw new Error(`a runner would miss the end ${JSON.stringify(rest)} of ${JSON.stringify(name)}`);
    values[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return values;
}
