/**
 * GitHub's door: inputs and event in; a verb; log, annotations, summary and outputs out. It alone knows the toolkit, so
 * that what a runner obeys is printed here and nowhere else.
 */
import {
  endGroup,
  error,
  getInput,
  info,
  notice,
  setOutput,
  setSecret,
  startGroup,
  summary,
  warning,
} from '@actions/core';
import type { Annotation } from './action/annotations.ts';
import { finishRun } from './action/finish.ts';
import { type Inputs, readInputs } from './action/inputs.ts';
import { harmless, logLines } from './action/log.ts';
import type { Outputs } from './action/outputs.ts';
import type { Reporter } from './action/reporter.ts';
import { verbFor } from './action/verb.ts';
import { ACT_OF } from './action/verbs.ts';
import { codedError, failedReport } from './door/failure.ts';
import { VERSION } from './door/version.ts';
import { hiding, IDENTITY_VARIABLE, identitiesIn } from './kit/secret.ts';
import type { Settings } from './wiring.ts';

const TOKEN = 'github-token';
const environment = { ...process.env };
const secrets = maskSecrets(getInput(TOKEN), environment[IDENTITY_VARIABLE]);
const hidden = hiding(secrets.join('\n'));

/** What this process starts, and what a crash of it would list, has no use for secrets. */
for (const name of [IDENTITY_VARIABLE, `INPUT_${TOKEN.toUpperCase()}`]) delete process.env[name];

let isGroupOpen = false;
const outline = {
  open(title: string): void {
    startGroup(hidden(harmless(title)));
    isGroupOpen = true;
  },
  say: (line: string): void => say(line),
  close(): void {
    if (isGroupOpen) endGroup();
    isGroupOpen = false;
  },
};

const reporter: Reporter = {
  say(text) {
    outline.close();
    say(text);
  },
  annotate,
  showPage,
  setOutputs,
};

/** Does what is asked; the answer is the exit code. */
async function main(): Promise<number> {
  let passesRateLimit = false;
  try {
    const inputs = readInputs((name) => (name === TOKEN ? (secrets[0] ?? '') : getInput(name)));
    passesRateLimit = inputs.passesRateLimit;
    const event = environment['GITHUB_EVENT_NAME'];
    const verb = verbFor(inputs.command, event);
    say(`autotune ${VERSION}: ${verb}${event === undefined ? '' : `, on ${event}`}`);
    return await ACT_OF[verb]({ inputs, settings: await settingsOf(inputs) }, reporter);
  } catch (thrown) {
    const coded = codedError(thrown);
    if (coded.code === 'INTERNAL' && thrown instanceof Error) say(String(thrown.stack));
    return finishRun(reporter, failedReport(coded), passesRateLimit);
  }
}

const SHORTENED = 'This page is cut where GitHub would take no more of it; the log and the report have all.';

async function settingsOf(inputs: Inputs): Promise<Settings> {
  const { workingDirectory, isDryRun, token, botAliases, recreatesLedger } = inputs;
  const { wirePlace } = await import('./wiring-place.ts');
  const place = await wirePlace(environment, workingDirectory);
  return {
    repo: place.repo,
    isDryRun,
    forge: 'github',
    screen: outline,
    environment: {
      ...place.environment,
      GITHUB_TOKEN: token,
      AUTOTUNE_BOT_ALIASES: botAliases.join(','),
      AUTOTUNE_RECREATE_LEDGER: String(recreatesLedger),
    },
  };
}

/** Tells the runner what it must never show: the token, as git would send it too, and each line of the identity. */
function maskSecrets(token: string, identity: string | undefined): readonly string[] {
  const basic = token === '' ? [] : [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
  const all = [...basic, ...identitiesIn(identity)];
  for (const secret of all) setSecret(secret);
  return all;
}

function annotate(annotations: readonly Annotation[]): void {
  const show = { error, warning, notice };
  for (const { level, title, message, file, line, column } of annotations) {
    show[level](hidden(message), {
      title: hidden(title),
      ...(file === undefined ? {} : { file: hidden(file) }),
      ...(line === undefined ? {} : { startLine: line }),
      ...(column === undefined ? {} : { startColumn: column }),
    });
  }
}

async function showPage(sections: readonly string[]): Promise<void> {
  if (!environment['GITHUB_STEP_SUMMARY']) return;
  const { pageOf } = await import('./action/summary.ts');
  try {
    await summary.addRaw(hidden(pageOf(sections, SHORTENED))).write({ overwrite: true });
  } catch (cause) {
    say(`the summary could not be written: ${String(cause)}`);
  }
}

async function setOutputs(outputs: Outputs, document: unknown): Promise<void> {
  const { keepReport } = await import('./wiring-report.ts');
  const report = await keepReport(environment, document);
  for (const [name, value] of Object.entries({ ...outputs, report })) {
    if (environment['GITHUB_OUTPUT']) setOutput(name, hidden(value));
    else say(`${name}: ${value}`);
  }
}

function say(text: string): void {
  info(logLines(hidden(text)));
}

/** A cancelled job: what is written is whole, and the next run goes on from it. */
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    outline.close();
    say(`stopped by ${signal}; the next run goes on from what is written`);
    process.exit(code);
  });
}

process.exitCode = await main();
