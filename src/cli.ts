#!/usr/bin/env node
/** The terminal door: arguments in, text or one JSON document out, and an exit code that tells the three apart. */
import { type Options, parse, type Verb } from './cli/arguments.ts';
import { GOLDENS_CODE_OF } from './cli/goldens.ts';
import { helpText } from './cli/help.ts';
import { RELEASE_CODE_OF } from './cli/release.ts';
import { environment, paintErr, paintOut, print, say, screen, show } from './cli/terminal.ts';
import { codedError, failedReport, failureReport } from './door/failure.ts';
import { errorText } from './door/text.ts';
import { PRODUCER, VERSION } from './door/version.ts';
import { AutotuneError } from './kit/errors.ts';
import { renderProblem } from './kit/problem.ts';

/** Runs one command line; the answer is the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json');
  try {
    const { verb, options } = parse(args);
    if (verb === 'help') return print(helpText(VERSION, options.word));
    if (verb === 'version') return print(`${VERSION}\n`);
    return await VERB_OF[verb](options);
  } catch (thrown) {
    const error = codedError(thrown);
    const failed = args[0] === 'run' ? failedReport : failureReport;
    if (isJson) print(`${JSON.stringify(failed(error), null, 2)}\n`);
    say(errorText(error, paintErr));
    if (error.code === 'INTERNAL' && thrown instanceof Error) say(`${thrown.stack}\n`);
    return error.code === 'USAGE' ? 2 : 1;
  }
}

const VERB_OF: Record<Verb, (options: Options) => Promise<number>> = {
  async init({ repo, isJson, ...given }) {
    const [{ wireSetup }, { init }, { initText }] = await Promise.all([
      import('./wiring.ts'),
      import('./loop/setup/init.ts'),
      import('./cli/init-text.ts'),
    ]);
    const done = await init(await wireSetup({ repo, screen, environment }), given);
    print(isJson ? `${JSON.stringify(done, null, 2)}\n` : initText(done, paintOut));
    return 0;
  },

  async run({ repo, intent, forge, plan, shards, isDryRun, isJson }) {
    const { answerRun } = await import('./door/verbs.ts');
    const started = performance.now();
    const settings = { repo, isDryRun, forge, screen, environment };
    const answer = await answerRun(settings, { intent, plan, shards, producer: PRODUCER });
    show(answer, isJson);
    for (const error of answer.document.errors)
      say(
        `${error.code}: ${error.message}\n${error.problems.map((problem) => `  ${renderProblem(problem)}\n`).join('')}  ${error.hint}\n`,
      );
    say(paintErr('dim', `${((performance.now() - started) / 1000).toFixed(2)} s\n`));
    return answer.isFine ? 0 : 1;
  },

  async search({ repo, intent, forge, out, shards, isJson }) {
    const { answerSearch } = await import('./door/verbs.ts');
    const asked = { intent, out, shards, producer: PRODUCER };
    const answer = await answerSearch({ repo, forge, screen, environment }, asked);
    for (const error of answer.errors) say(errorText(error, paintErr));
    return show(answer, isJson);
  },

  async replay({ repo, intent, forge, shard, out, isJson }) {
    if (shard === undefined || out === undefined) throw new AutotuneError('USAGE', 'replay needs --shard and --out');
    const { answerReplay } = await import('./door/verbs.ts');
    const asked = { intent, shard, out, producer: PRODUCER };
    const answer = await answerReplay({ repo, forge, screen, environment }, asked);
    for (const error of answer.errors) say(errorText(error, paintErr));
    return show(answer, isJson);
  },

  async validate({ repo, isJson }) {
    const { answerValidate } = await import('./door/verbs.ts');
    const answer = await answerValidate({ repo, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async status({ repo, intent, forge, isJson }) {
    const { answerStatus } = await import('./door/verbs.ts');
    return show(await answerStatus({ repo, isDryRun: true, forge, screen, environment }, intent), isJson);
  },

  async explain({ repo, intent, word = '', forge, isJson }) {
    const [{ wire }, { explainId }, { explanationText }] = await Promise.all([
      import('./wiring.ts'),
      import('./loop/ledger/explain.ts'),
      import('./cli/explain-text.ts'),
    ]);
    const explanation = await explainId(await wire({ repo, isDryRun: true, forge, screen, environment }), word, intent);
    print(isJson ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation, paintOut));
    return 0;
  },

  async reject({ repo, isJson, ...given }) {
    const { answerReject } = await import('./cli/rejections.ts');
    return show(await answerReject({ repo, screen, environment }, given), isJson);
  },

  async unreject({ repo, isJson, ...given }) {
    const { answerUnreject } = await import('./cli/rejections.ts');
    return show(await answerUnreject({ repo, screen, environment }, given), isJson);
  },

  async rejections({ repo, intent, forge, isJson }) {
    const { answerRejections } = await import('./cli/rejections.ts');
    return show(await answerRejections({ repo, isDryRun: true, forge, screen, environment }, intent), isJson);
  },

  async doctor({ repo, forge, isJson }) {
    const { answerDoctor } = await import('./door/verbs.ts');
    const answer = await answerDoctor({ repo, forge, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async gate({ repo, base, head, forge, isJson }) {
    if (base === undefined || head === undefined) throw new AutotuneError('USAGE', 'gate needs --base and --head');
    const { answerGate } = await import('./door/verbs.ts');
    const answer = await answerGate({ repo, forge, screen, environment }, { base, head });
    show(answer, isJson);
    return { pass: 0, fail: 1, inconclusive: 3 }[answer.document.decision];
  },

  async audit({ repo, forge, isJson }) {
    const { answerAudit } = await import('./door/verbs.ts');
    const answer = await answerAudit({ repo, isDryRun: true, forge, screen, environment });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  ...RELEASE_CODE_OF,
  ...GOLDENS_CODE_OF,
};

process.exitCode = await main(process.argv.slice(2));
