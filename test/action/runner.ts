/** Starts the built action as a runner does: inputs and files of the job through the environment, nothing else. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CLI, environment } from '../making/repository.ts';
import { parseFileCommands } from '../world/runner/commands.ts';

const ACTION = join(dirname(CLI), 'action.js');

export type Job = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

export type Step = {
  readonly cwd: string;
  readonly event?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly more?: Readonly<Record<string, string>>;
  /** Called with the process once it prints. */
  readonly onOutput?: (text: string, stop: (signal: NodeJS.Signals) => void) => void;
};

/** The name that a runner gives an input in the environment: hyphens stay. */
export function variableOf(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

export function runAction({ cwd, event = 'schedule', inputs = {}, more = {}, onOutput }: Step): Promise<Job> {
  const temporary = mkdtempSync(join(tmpdir(), 'autotune-runner-'));
  const [output, summary] = ['output', 'summary'].map((name) => join(temporary, name));
  for (const file of [output, summary]) writeFileSync(file ?? '', '');
  const given = Object.entries(inputs).map(([name, value]) => [variableOf(name), value]);
  const env = environment({
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_OUTPUT: output ?? '',
    GITHUB_STEP_SUMMARY: summary ?? '',
    RUNNER_TEMP: temporary,
    ...Object.fromEntries(given),
    ...more,
  });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ACTION], { cwd, env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => {
      stdout += text;
      onOutput?.(stdout, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const outputs = parseFileCommands(readFileSync(output ?? '', 'utf8'));
      resolve({ status, stdout, stderr, outputs, summary: readFileSync(summary ?? '', 'utf8') });
    });
  });
}

export type Command = { readonly name: string; readonly properties: string; readonly data: string };

/**
 * The lines that a runner would obey, by its own rules: `::name …::` at the start of a line, white space left out, and
 * `##[name]` anywhere in one.
 */
export function commandsIn(stdout: string): readonly Command[] {
  return stdout.split(/\r\n|\r|\n/).flatMap((line) => {
    const modern = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/s.exec(line);
    if (modern !== null) return [{ name: modern[1] ?? '', properties: modern[2] ?? '', data: modern[3] ?? '' }];
    const legacy = /##\[([^\]\s]+)([^\]]*)\](.*)$/s.exec(line);
    return legacy === null ? [] : [{ name: legacy[1] ?? '', properties: legacy[2] ?? '', data: legacy[3] ?? '' }];
  });
}
