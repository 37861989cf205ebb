/** What an action.yml says to the runner: the script, and the variables that inputs and their defaults become. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isJson, jsonOf, textOf } from '../json.ts';

export type Metadata = {
  /** The absolute path of the script. */
  readonly main: string;
  /** Input to default; undefined where there is none. */
  readonly inputs: ReadonlyMap<string, string | undefined>;
};

export async function readMetadata(path: string): Promise<Metadata> {
  const { runs, inputs } = jsonOf(parse(await readFile(path, 'utf8')));
  const declared = Object.entries(jsonOf(inputs)).map(([name, input]) => {
    const value = isJson(input) ? input['default'] : undefined;
    return [name, value === undefined ? undefined : String(value)] as const;
  });
  return { main: join(dirname(path), textOf(jsonOf(runs)['main'])), inputs: new Map(declared) };
}

/** As the runner names them: only spaces change, dashes stay. */
export function inputVariables(
  { inputs }: Metadata,
  { given, token }: { readonly given: Readonly<Record<string, string>>; readonly token: string },
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !inputs.has(name));
  if (unknown.length > 0) throw new Error(`action.yml knows no input ${unknown.join(', ')}`);
  const variables = [...inputs].map(([name, standard = '']) => {
    const value = given[name] ?? evaluated(standard, token);
    return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value];
  });
  return Object.fromEntries(variables);
}

/** The one expression that a default may hold here. */
function evaluated(text: string, token: string): string {
  const value = text.replace(/\$\{\{\s*github\.token\s*\}\}/g, token);
  if (value.includes('${{')) throw new Error(`no runner here evaluates ${text}`);
  return value;
}
