/** What the terminal does with the verbs of golden cases, some of which print what nothing but a terminal may see. */

import { sealedText, uncheckedText } from '../door/text.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Options, Verb } from './arguments.ts';
import { environment, print, say, screen, show } from './terminal.ts';

export const GOLDENS_CODE_OF: {
  readonly [V in Extract<Verb, `goldens ${string}`>]: (options: Options) => Promise<number>;
} = {
  async 'goldens stamp'({ repo, intent, isJson }) {
    const [{ wireWorkspace }, { stamp }] = await Promise.all([
      import('../wiring.ts'),
      import('../loop/goldens/stamp.ts'),
    ]);
    const world = await wireWorkspace({ repo, screen, environment });
    const { files, cases, unchecked, underpowered } = await stamp(world, intent);
    const sealed = uncheckedText(unchecked);
    const few = underpowered.length === 0 ? {} : { underpowered };
    if (isJson) print(`${JSON.stringify({ files, cases, unchecked, ...few }, null, 2)}\n`);
    else
      print(
        files.length === 0
          ? `${cases} cases were stamped already${sealed}\n`
          : `${cases} cases stamped${sealed}; written:\n${files.map((file) => `  ${file}\n`).join('')}`,
      );
    for (const why of underpowered) say(`warning: ${why}\n`);
    return 0;
  },

  async 'goldens harvest'({ repo, intent, forge, isWrite, isDryRun, isJson }) {
    const { answerHarvest } = await import('../door/release.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    const answer = await answerHarvest(settings, { intent, isWrite, isDryRun, isOptional: false });
    show(answer, isJson);
    return answer.isFine ? 0 : 1;
  },

  async 'goldens keygen'({ isJson }) {
    const { wireKeyring } = await import('../wiring.ts');
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
    const [{ wireWorkspace }, { seal }] = await Promise.all([
      import('../wiring.ts'),
      import('../loop/goldens/seal.ts'),
    ]);
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
    const [{ wireWorkspace }, { unseal }] = await Promise.all([
      import('../wiring.ts'),
      import('../loop/goldens/unseal.ts'),
    ]);
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
