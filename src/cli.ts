#!/usr/bin/env node
/** The terminal door: arguments in, text or one JSON document out, and an exit code that tells the three apart. */
import { type Options, parse, type Verb } from './cli-arguments.ts';
import { helpText } from './cli-help.ts';
import { codedError, failedReport } from './door-failure.ts';
import { errorText, painter, sealedText, uncheckedText } from './door-text.ts';
import type { Answer } from './door-verbs.ts';
import { PRODUCER, VERSION } from './door-version.ts';
import { AutotuneError } from './kit/errors.ts';
import { renderProblem } from './kit/problem.ts';
import { hiding, IDENTITY_VARIABLE } from './kit/secret.ts';

const environment = { ...process.env };
// What this process starts, and what a crash of it would list, has no use for the identity.
delete process.env[IDENTITY_VARIABLE];
const hidden = hiding(environment[IDENTITY_VARIABLE]);

const screen = {
  isTTY: process.stderr.isTTY === true,
  get columns() {
    return process.stderr.columns;
  },
  write: say,
};

const paintOut = painter(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined);
const paintErr = painter(process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined);

/** Runs one command line; the answer is the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json');
  try {
    const { verb, options } = parse(args);
    if (verb === 'help') return print(helpText(VERSION));
    if (verb === 'version') return print(`${VERSION}\n`);
    return await VERB_OF[verb](options);
  } catch (thrown) {
    const error = codedError(thrown);
    if (isJson) print(`${JSON.stringify(failedReport(error), null, 2)}\n`);
    say(errorText(error, paintErr));
    if (error.code === 'INTERNAL' && thrown instanceof Error) say(`${thrown.stack}\n`);
    return error.code === 'USAGE' ? 2 : 1;
  }
}

const VERB_OF: Record<Verb, (options: Options) => Promise<number>> = {
  async init({ repo, isJson, ...given }) {
    const [{ wireSetup }, { init }, { initText }] = await Promise.all([
      import('./wiring.ts'),
      import('./loop/init.ts'),
      import('./cli-init-text.ts'),
    ]);
    const done = await init(await wireSetup({ repo, screen, environment }), given);
    print(isJson ? `${JSON.stringify(done, null, 2)}\n` : initText(done, paintOut));
    return 0;
  },

  async run({ repo, intent, forge, plan, isDryRun, isJson }) {
    const { answerRun } = await import('./door-verbs.ts');
    const started = performance.now();
    const settings = { repo, isDryRun, forge, screen, environment };
    const answer = await answerRun(settings, { intent, plan, producer: PRODUCER });
    show(answer, isJson);
    for (const error of answer.document.errors)
      say(
        `${error.code}: ${error.message}\n${error.problems.map((problem) => `  ${renderProblem(problem)}\n`).join('')}  ${error.hint}\n`,
      );
    say(paintErr('dim', `${((performance.now() - started) / 1000).toFixed(2)} s\n`));
    return answer.isFine ? 0 : 1;
  },

  async search({ repo, intent, forge, out, isJson }) {
    const { answerSearch } = await import('./door-verbs.ts');
    const answer = await answerSearch({ repo, forge, screen, environment }, { intent, out, producer: PRODUCER });
    for (const error of answer.errors) say(errorText(error, paintErr));
    return show(answer, isJson);
  },

  async validate({ repo, isJson }) {
    const { answerValidate } = await import('./door-verbs.ts');
    const answer = await answerValidate({ repo, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async record({ repo, forge, isDryRun, isJson }) {
    const { answerRecord } = await import('./door-verbs.ts');
    return show(await answerRecord({ repo, isDryRun, forge, screen, environment }, PRODUCER), isJson);
  },

  async promote({ repo, intent, approver, forge, isDryRun, isJson }) {
    const { answerPromote } = await import('./door-verbs.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    return show(await answerPromote(settings, { intent, approver, producer: PRODUCER }), isJson);
  },

  async rollback({ repo, word = '', rest = '', forge, isDryRun, isJson }) {
    const { answerRollback } = await import('./door-verbs.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    return show(await answerRollback(settings, { intent: word, reason: rest, producer: PRODUCER }), isJson);
  },

  async experience({ repo, intent, isJson }) {
    const { answerExperience } = await import('./door-verbs.ts');
    return show(await answerExperience({ repo, screen, environment }, intent), isJson);
  },

  async status({ repo, intent, forge, isJson }) {
    const { answerStatus } = await import('./door-verbs.ts');
    return show(await answerStatus({ repo, isDryRun: true, forge, screen, environment }, intent), isJson);
  },

  async explain({ repo, intent, word = '', forge, isJson }) {
    const [{ wire }, { explainId }, { explanationText }] = await Promise.all([
      import('./wiring.ts'),
      import('./loop/explain.ts'),
      import('./cli-explain-text.ts'),
    ]);
    const explanation = await explainId(await wire({ repo, isDryRun: true, forge, screen, environment }), word, intent);
    print(isJson ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation, paintOut));
    return 0;
  },

  async reject({ repo, isJson, ...given }) {
    const { answerReject } = await import('./cli-rejections.ts');
    return show(await answerReject({ repo, screen, environment }, given), isJson);
  },

  async unreject({ repo, isJson, ...given }) {
    const { answerUnreject } = await import('./cli-rejections.ts');
    return show(await answerUnreject({ repo, screen, environment }, given), isJson);
  },

  async rejections({ repo, intent, forge, isJson }) {
    const { answerRejections } = await import('./cli-rejections.ts');
    return show(await answerRejections({ repo, isDryRun: true, forge, screen, environment }, intent), isJson);
  },

  async doctor({ repo, forge, isJson }) {
    const { answerDoctor } = await import('./door-verbs.ts');
    const answer = await answerDoctor({ repo, forge, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async flags({ repo, intent, kill, isWrite, isJson }) {
    const { answerFlags } = await import('./door-verbs.ts');
    const answer = await answerFlags({ repo, screen, environment }, { intent, kill, isWrite });
    return show(answer, isJson);
  },

  async gate({ repo, base, head, forge, isJson }) {
    if (base === undefined || head === undefined) throw new AutotuneError('USAGE', 'gate needs --base and --head');
    const { answerGate } = await import('./door-verbs.ts');
    const answer = await answerGate({ repo, forge, screen, environment }, { base, head, branch: branchIn(head) });
    show(answer, isJson);
    return { pass: 0, fail: 1, inconclusive: 3 }[answer.document.decision];
  },

  async audit({ repo, forge, isJson }) {
    const { answerAudit } = await import('./door-verbs.ts');
    const answer = await answerAudit({ repo, isDryRun: true, forge, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async monitor({ repo, intent, forge, isJson }) {
    const { answerMonitor } = await import('./door-verbs.ts');
    return show(await answerMonitor({ repo, isDryRun: false, forge, screen, environment }, intent), isJson);
  },

  async 'goldens stamp'({ repo, intent, isJson }) {
    const [{ wireWorkspace }, { stamp }] = await Promise.all([import('./wiring.ts'), import('./loop/stamp.ts')]);
    const world = await wireWorkspace({ repo, screen, environment });
    const { files, cases, unchecked } = await stamp(world, intent);
    const sealed = uncheckedText(unchecked);
    if (isJson) print(`${JSON.stringify({ files, cases, unchecked }, null, 2)}\n`);
    else
      print(
        files.length === 0
          ? `${cases} cases were stamped already${sealed}\n`
          : `${cases} cases stamped${sealed}; written:\n${files.map((file) => `  ${file}\n`).join('')}`,
      );
    return 0;
  },

  async 'goldens harvest'({ repo, intent, forge, isWrite, isDryRun, isJson }) {
    const { answerHarvest } = await import('./door-verbs.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    const answer = await answerHarvest(settings, { intent, isWrite, isDryRun });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async 'goldens keygen'({ isJson }) {
    const { wireKeyring } = await import('./wiring.ts');
    const { identity, recipient } = await wireKeyring().generate();
    print(
      isJson ? `${JSON.stringify({ identity, recipient }, null, 2)}\n` : `# recipient: ${recipient}\n${identity}\n`,
    );
    say(
      `recipient: ${recipient}\nThe other line opens what is sealed: keep it where secrets are kept, and nowhere else.\n`,
    );
    return 0;
  },

  async 'goldens seal'({ repo, intent, to, isJson }) {
    const [{ wireWorkspace }, { seal }] = await Promise.all([import('./wiring.ts'), import('./loop/seal.ts')]);
    const world = await wireWorkspace({ repo, screen, environment });
    const done = await seal(world, {
      ...(intent === undefined ? {} : { intent }),
      ...(to === undefined ? {} : { to }),
    });
    print(isJson ? `${JSON.stringify(done, null, 2)}\n` : sealedText(done));
    return 0;
  },

  async 'goldens unseal'({ repo, intent }) {
    if (intent === undefined) throw new AutotuneError('USAGE', 'name the set to print with --intent');
    if ((environment['CI'] ?? '') !== '')
      throw new AutotuneError('UNSEAL_REFUSED', 'CI is set: a log would keep the set');
    const [{ wireWorkspace }, { unseal }] = await Promise.all([import('./wiring.ts'), import('./loop/unseal.ts')]);
    const world = await wireWorkspace({ repo, screen, environment });
    // Who reads may stop reading, which is no error.
    const closed = new Promise<boolean>((resolve) => process.stdout.once('error', () => resolve(true)));
    for await (const piece of await unseal(world, intent)) {
      if (process.stdout.write(piece)) continue;
      const drained = new Promise<boolean>((resolve) => process.stdout.once('drain', () => resolve(false)));
      if (await Promise.race([closed, drained])) break;
    }
    return 0;
  },
};

/** The branch of a proposal that a name of a commit mentions, or null. */
function branchIn(name: string): string | null {
  return /(?:^|\/)(autotune\/.+)$/.exec(name)?.[1] ?? null;
}

function show({ document, text }: Answer<unknown>, isJson: boolean): 0 {
  return print(isJson ? `${JSON.stringify(document, null, 2)}\n` : text(paintOut));
}

function print(text: string): 0 {
  process.stdout.write(hidden(text));
  return 0;
}

function say(text: string): void {
  process.stderr.write(hidden(text));
}

process.exitCode = await main(process.argv.slice(2));
