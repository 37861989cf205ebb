/** The parts of a setup. Each is made whole or left alone whole, by whether anything stands in its place already. */
import { commandWorkflow } from './command-workflow.ts';
import { codeOwnersText, configurationText, ownerLines } from './configuration-text.ts';
import { gateWorkflow } from './gate-workflow.ts';
import { goldenSets } from './golden-sets.ts';
import { packDocuments } from './pack-documents.ts';
import { proposeWorkflow } from './propose-workflow.ts';
import { releaseWorkflow } from './release-workflow.ts';
import { PLACEHOLDERS, type SetupSettings } from './settings.ts';
import { validateWorkflow } from './validate-workflow.ts';

export type SetupPart = {
  /** Where it may stand, a folder with a slash at its end; what is found at any of them is the user's. */
  readonly places: readonly string[];
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
};

/** Where GitHub looks for code owners, in its order. */
export const CODE_OWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Every part, in the order in which they are told. */
export function setupParts(settings: SetupSettings): readonly SetupPart[] {
  return [
    file('.github/autotune.yaml', configurationText(settings)),
    workflow('autotune-propose', proposeWorkflow(settings)),
    workflow('autotune-validate', validateWorkflow(settings)),
    workflow('autotune-command', commandWorkflow(settings)),
    workflow('autotune-gate', gateWorkflow(settings)),
    workflow('autotune-release', releaseWorkflow(settings)),
    { places: CODE_OWNERS, files: { [CODE_OWNERS[0]]: codeOwnersText(settings) } },
    { places: [`packs/${settings.pack}/`], files: packDocuments(settings) },
    { places: [`goldens/${settings.intent}/`], files: goldenSets(settings) },
  ];
}

/** Lines of code owners that a text which stands there already does not have. */
export function missingOwnerLines(settings: SetupSettings, text: string): readonly string[] {
  const plain = (line: string) => line.trim().replaceAll(/\s+/g, ' ');
  const there = new Set(text.split('\n').map(plain));
  return ownerLines(settings).filter((line) => !there.has(plain(line)));
}

/** A word that waits for the user's own, the option that would have said it, and the files it stands in. */
export type Placeholder = { readonly placeholder: string; readonly option: string; readonly files: readonly string[] };

export function placeholdersIn(files: ReadonlyMap<string, string>): readonly Placeholder[] {
  const named = [
    { placeholder: PLACEHOLDERS.owner, option: '--owner' },
    { placeholder: PLACEHOLDERS.action, option: '--action' },
  ];
  return named.flatMap(({ placeholder, option }) => {
    const found = [...files].flatMap(([path, text]) => (text.includes(placeholder) ? [path] : []));
    return found.length === 0 ? [] : [{ placeholder, option, files: found }];
  });
}

function file(path: string, text: string): SetupPart {
  return { places: [path], files: { [path]: text } };
}

function workflow(name: string, text: string): SetupPart {
  const path = `.github/workflows/${name}`;
  return { places: [`${path}.yml`, `${path}.yaml`], files: { [`${path}.yml`]: text } };
}
