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
import {
  type Annotation,
  annotationsOfErrors,
  annotationsOfGate,
  annotationsOfProblems,
  annotationsOfProposals,
} from './action-annotations.ts';
import { type ActionVerb, type Inputs, readInputs } from './action-inputs.ts';
import { harmless, logLines } from './action-log.ts';
import { type Outputs, outputsOf } from './action-outputs.ts';
import { verbFor } from './action-verb.ts';
import { codedError, failedReport, reportedError } from './door-failure.ts';
import type { Answer } from './door-verbs.ts';
import { PRODUCER, VERSION } from './door-version.ts';
import { hiding, IDENTITY_VARIABLE, identitiesIn } from './kit/secret.ts';
import type { ReportedError, RunReport } from './schema/run-report.ts';
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

type Request = { readonly inputs: Inputs; readonly settings: Settings };

/** Does what is asked; the answer is the exit code. */
async function main(): Promise<number> {
  let passesRateLimit = false;
  try {
    const inputs = readInputs((name) => (name === TOKEN ? (secrets[0] ?? '') : getInput(name)));
    passesRateLimit = inputs.passesRateLimit;
    const event = environment['GITHUB_EVENT_NAME'];
    const verb = verbFor(inputs.command, event);
    say(`autotune ${VERSION}: ${verb}${event === undefined ? '' : `, on ${event}`}`);
    return await CODE_OF[verb]({ inputs, settings: settingsOf(inputs) });
  } catch (thrown) {
    const coded = codedError(thrown);
    if (coded.code === 'INTERNAL' && thrown instanceof Error) say(String(thrown.stack));
    return finishRun(failedReport(coded), passesRateLimit);
  }
}

const CODE_OF: Record<ActionVerb, (request: Request) => Promise<number>> = {
  async run({ inputs, settings }) {
    const { answerRun } = await import('./door-verbs.ts');
    const answer = await answerRun(settings, { intent: inputs.intent, plan: inputs.plan, producer: PRODUCER });
    outline.close();
    say(answer.text(plainly));
    return finishRun(answer.document, inputs.passesRateLimit);
  },

  async search({ inputs, settings }) {
    const [{ answerSearch }, { planPlace }] = await Promise.all([
      import('./door-verbs.ts'),
      import('./wiring-report.ts'),
    ]);
    const out = await planPlace(environment);
    const answer = await answerSearch(settings, { intent: inputs.intent, out, producer: PRODUCER });
    return finishText(answer, { plan: out }, answer.errors.map(reportedError));
  },

  async validate({ settings }) {
    const [{ answerValidate }, { pageOf, problemSections }] = await Promise.all([
      import('./door-verbs.ts'),
      import('./action-summary.ts'),
    ]);
    const { document, isFine, text } = await answerValidate(settings);
    say(text(plainly));
    annotate(annotationsOfProblems(document.problems));
    const counted = `${document.documents} documents and ${document.cases} golden cases were read.`;
    await showPage(pageOf(problemSections(document.problems, counted), SHORTENED));
    await setOutputs({}, document);
    return isFine ? 0 : 1;
  },

  async command({ settings }) {
    const { answerCommand } = await import('./door-verbs.ts');
    return finishText(await answerCommand(settings));
  },

  async gate({ settings }) {
    const [{ answerGateChange }, { gateSections, pageOf }] = await Promise.all([
      import('./door-judge.ts'),
      import('./action-summary.ts'),
    ]);
    const { document, isFine, text, change, page, handedOver } = await answerGateChange(settings);
    outline.close();
    say(text(plainly));
    // Where the check could not be posted, the notes on the changed lines are the job's own.
    if (!change.mayShow) annotate(annotationsOfGate(document));
    await showPage(pageOf(gateSections(document, page), SHORTENED));
    const { decision, kind } = document;
    await setOutputs({ decision, kind, 'gate-report': handedOver }, document);
    return isFine ? 0 : 1;
  },

  async comment({ inputs, settings }) {
    const { answerComment } = await import('./door-judge.ts');
    return finishText(await answerComment(settings, inputs.gateReport));
  },

  async status({ inputs, settings }) {
    const { answerStatus } = await import('./door-verbs.ts');
    return finishText(await answerStatus(settings, inputs.intent));
  },

  async doctor({ settings }) {
    const { answerDoctor } = await import('./door-verbs.ts');
    return finishText(await answerDoctor(settings));
  },
};

const SHORTENED = 'This page is cut where GitHub would take no more of it; the log and the report have all.';

/** Shows an answer as the text that a terminal would show; `told` are errors that do not make it fail. */
async function finishText(
  { document, isFine, text }: Answer<unknown>,
  outputs: Outputs = {},
  told: readonly ReportedError[] = [],
): Promise<number> {
  outline.close();
  const plain = text(plainly);
  say(plain);
  sayErrors(told);
  annotate(annotationsOfErrors(told, false));
  const { errorSections, pageOf, textSection } = await import('./action-summary.ts');
  await showPage(pageOf([textSection(plain), ...errorSections(told)], SHORTENED));
  await setOutputs(outputs, document);
  return isFine ? 0 : 1;
}

/** Shows what came of a run, or what ended it. */
async function finishRun(report: RunReport, passesRateLimit: boolean): Promise<number> {
  outline.close();
  const { errors } = report;
  const isPassed = passesRateLimit && errors.every(({ code }) => code === 'RATE_LIMITED');
  const isFailure = errors.length > 0 && !isPassed;
  sayErrors(errors);
  annotate([...annotationsOfErrors(errors, isFailure), ...annotationsOfProposals(report)]);
  const [{ errorSections, pageOf }, { summariseRun }] = await Promise.all([
    import('./action-summary.ts'),
    import('./loop/summarise-run.ts'),
  ]);
  await showPage(
    pageOf(
      [`## Autotune: ${isFailure ? 'failed' : report.operation}`, ...errorSections(errors), ...summariseRun(report)],
      SHORTENED,
    ),
  );
  await setOutputs(outputsOf(report), report);
  return isFailure ? 1 : 0;
}

function settingsOf({ workingDirectory, isDryRun, token, botAliases, recreatesLedger }: Inputs): Settings {
  return {
    repo: workingDirectory,
    isDryRun,
    forge: 'github',
    screen: outline,
    environment: {
      ...environment,
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

async function showPage(text: string): Promise<void> {
  if (!environment['GITHUB_STEP_SUMMARY']) return;
  try {
    await summary.addRaw(hidden(text)).write({ overwrite: true });
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

function sayErrors(errors: readonly ReportedError[]): void {
  for (const { code, message, hint } of errors) say(`${code}: ${message}\n  ${hint}`);
}

function say(text: string): void {
  info(logLines(hidden(text)));
}

function plainly(_style: string, text: string): string {
  return text;
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
