/**
 * `autotune init`: a working setup for a repository that has none. Everything is made and stamped aside, checked
 * together with what is there already, and only then created; nothing that exists is touched.
 */
import {
  CODE_OWNERS,
  missingOwnerLines,
  type Placeholder,
  placeholdersIn,
  type SetupPart,
  setupParts,
} from '../../core/setup/parts.ts';
import { type SetupSettings, setupSettings } from '../../core/setup/settings.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { stamp } from '../goldens/stamp.ts';
import type { World } from '../world.ts';

export type Initialised = {
  /** The intent that the setup is for. */
  readonly intent: string;
  /** Paths that were created; none where everything was there. */
  readonly written: readonly string[];
  /** What was there already and left alone; a folder with a slash at its end. */
  readonly kept: readonly string[];
  /** Lines that the code owners which are there do not have, for a person to add. */
  readonly owner_lines: readonly string[];
  /** Whether the configuration that is there has no target for the intent. */
  readonly is_target_missing: boolean;
  readonly placeholders: readonly Placeholder[];
};

type Ports = Pick<World, 'workspace' | 'progress'> & {
  /** Lends an empty workspace that is gone afterwards. */
  readonly inScratch: <Result>(work: (scratch: Workspace) => Promise<Result>) => Promise<Result>;
};

/**
 * @param given names that stand in the setup; placeholders stand for those that are not given
 * Throws before anything is created: `USAGE` for a name of a wrong form, `DOCUMENTS_INVALID` where the setup and what
 * is there do not go together, `INIT_REFUSED` where a file cannot be created.
 */
export async function init(
  { workspace, progress, inScratch }: Ports,
  given: Partial<SetupSettings>,
): Promise<Initialised> {
  const settings = setupSettings(given);
  const parts = setupParts(settings);
  const found = await Promise.all(parts.map((part) => placeTaken(workspace, part)));
  const stamped = await inScratch((scratch) => stampedTexts({ workspace: scratch, progress }, parts, settings));
  const missing = parts.filter((_, i) => found[i] === null).flatMap(({ files }) => Object.keys(files));
  const created = new Map([...stamped].filter(([path]) => missing.includes(path)));
  const owners = CODE_OWNERS.find((path) => found.includes(path));
  const ownersText = owners === undefined ? null : await workspace.read(owners);
  const { repository, problems } = await loadRepository(joined(workspace, created));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (created.size > 0 && errors.length > 0) {
    const message = 'nothing was created: what is there and the setup do not go together';
    const hint = 'Fix the listed places, or set up another intent in a pack of its own with `--intent` and `--pack`.';
    throw new AutotuneError('DOCUMENTS_INVALID', message, { problems: errors, hint });
  }
  const standing = new Map<string, string>();
  for (const path of stamped.keys()) standing.set(path, created.get(path) ?? (await workspace.read(path)) ?? '');
  await workspace.create(created);
  const targets = repository.configurations.flatMap(({ value }) => value.targets);
  return {
    intent: settings.intent,
    written: [...created.keys()],
    kept: found.filter((place) => place !== null),
    owner_lines: ownersText === null ? [] : missingOwnerLines(settings, ownersText),
    is_target_missing: targets.length > 0 && !targets.some(({ intent }) => intent === settings.intent),
    placeholders: placeholdersIn(standing),
  };
}

/** The first place of a part at which something stands, or null. */
async function placeTaken(workspace: Workspace, { places }: SetupPart): Promise<string | null> {
  for (const place of places) {
    const isTaken = place.endsWith('/')
      ? (await workspace.list(place)).length > 0
      : (await workspace.read(place)) !== null;
    if (isTaken) return place;
  }
  return null;
}

/** Every text of the setup as it is after stamping, by path. */
async function stampedTexts(
  scratch: Pick<World, 'workspace' | 'progress'>,
  parts: readonly SetupPart[],
  { intent }: SetupSettings,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map(parts.flatMap((part) => Object.entries(part.files)));
  await scratch.workspace.create(files);
  await stamp(scratch, intent);
  const texts = new Map<string, string>();
  for (const [path, text] of files) texts.set(path, (await scratch.workspace.read(path)) ?? text);
  return texts;
}

/** The workspace as it would read with these files in it. */
function joined(workspace: Workspace, created: ReadonlyMap<string, string>) {
  const below = (folder: string) => [...created.keys()].filter((path) => path.startsWith(`${folder}/`));
  return {
    links: (folder: string) => workspace.links(folder),
    list: async (folder: string) => [...(await workspace.list(folder)), ...below(folder)].sort(),
    read: async (path: string) => created.get(path) ?? workspace.read(path),
  };
}
