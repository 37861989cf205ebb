/** Which file of a repository is which document: the one place that knows the folder names. */

export const CONFIGURATION_PATH = '.github/autotune.yaml';
export const PACKS_FOLDER = 'packs';
export const GOLDENS_FOLDER = 'goldens';

/** Everything a run reads; a proposal is only built when these are as committed. */
export const READ_PATHS = [CONFIGURATION_PATH, PACKS_FOLDER, GOLDENS_FOLDER] as const;

const YAML = '[^/]+\\.ya?ml';
const PLACES = [
  { kind: 'configuration', pattern: /^\.github\/autotune\.yaml$/, syntax: 'yaml' },
  { kind: 'pack', pattern: /^packs\/[^/]+\/pack\.yaml$/, syntax: 'yaml' },
  { kind: 'policy', pattern: new RegExp(`^packs/[^/]+/policy/${YAML}$`), syntax: 'yaml' },
  { kind: 'tools', pattern: new RegExp(`^packs/[^/]+/tools/${YAML}$`), syntax: 'yaml' },
  { kind: 'runtime', pattern: new RegExp(`^packs/[^/]+/runtime/${YAML}$`), syntax: 'yaml' },
  { kind: 'suite', pattern: new RegExp(`^packs/[^/]+/evals/${YAML}$`), syntax: 'yaml' },
  { kind: 'release', pattern: new RegExp(`^packs/[^/]+/releases/${YAML}$`), syntax: 'yaml' },
  { kind: 'flags', pattern: /^packs\/[^/]+\/releases\/flags\.json$/, syntax: 'json' },
  { kind: 'proposal', pattern: /^packs\/[^/]+\/proposals\/[^/]+\.json$/, syntax: 'json' },
  { kind: 'manifest', pattern: /^goldens\/[^/]+\/manifest\.yaml$/, syntax: 'yaml' },
] as const;

export type DocumentPlace = (typeof PLACES)[number];
export type DocumentKind = DocumentPlace['kind'];

/** What a path is, or null for a file that autotune does not read as a document. */
export function placeOfDocument(path: string): DocumentPlace | null {
  return PLACES.find(({ pattern }) => pattern.test(path)) ?? null;
}

/** The name that a file should have to be read, where it is one letter short of it; else null. */
export function meantName(path: string): string | null {
  const meant = path.replace(/\.yml$/, '.yaml');
  return placeOfDocument(path) === null && placeOfDocument(meant) !== null ? meant : null;
}

/** What a changed path is to whoever judges the change. */
export type PathPart = DocumentKind | 'golden_set' | 'code_owners' | 'workflow' | 'beside' | 'other';

const CODE_OWNERS = /^(?:\.github\/|docs\/)?CODEOWNERS$/;

/** `beside`: no document, though it stands among them; `other`: nothing that a run reads. */
export function partOf(path: string): PathPart {
  const document = placeOfDocument(path);
  if (document !== null) return document.kind;
  if (SET.test(path)) return 'golden_set';
  if (CODE_OWNERS.test(path)) return 'code_owners';
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return 'workflow';
  return /^(?:packs|goldens)(?:\/|$)/.test(path) ? 'beside' : 'other';
}

/** Folders that documents and sets stand in. */
const FOLDERS = [
  /^(?:packs|goldens)$/,
  /^packs\/[^/]+$/,
  /^packs\/[^/]+\/(?:policy|tools|runtime|evals|releases|proposals)$/,
  /^goldens\/[^/]+$/,
];
const SET = /^goldens\/[^/]+\/(?:search|test)\.jsonl(?:\.gz)?(?:\.age)?$/;

/** A symbolic link, and what stands where it leads. */
export type LinkFound = { readonly path: string; readonly leadsTo: 'file' | 'folder' | 'nothing' };

/** Whether a link stands where a document, a set or a folder of them is expected; others concern nobody here. */
export function isLinkedPlace({ path, leadsTo }: LinkFound): boolean {
  if (placeOfDocument(path) !== null || SET.test(path)) return true;
  return leadsTo !== 'file' && FOLDERS.some((folder) => folder.test(path));
}

/** Whether a file below the folder of the experience store holds production runs. */
export function isExperienceFile(path: string): boolean {
  return /\.jsonl(?:\.gz)?$/.test(path);
}

/** Whether a link stands where production runs, or a folder of them, are expected. */
export function isLinkedExperience({ path, leadsTo }: LinkFound): boolean {
  return leadsTo !== 'file' || isExperienceFile(path);
}

/** The files of a set of an intent among those of a repository, in whatever form it is kept. */
export function setFiles(files: readonly string[], intent: string, role: 'search' | 'test'): readonly string[] {
  return files.filter((path) => SET.test(path) && path.startsWith(`${GOLDENS_FOLDER}/${intent}/${role}.`));
}

type Standing = string | null;

/** Whether a changed path holds production runs of a folder, or is no plain file where they are expected. */
export function holdsRuns(
  folder: string,
  { path, before, after }: { readonly path: string; readonly before: Standing; readonly after: Standing },
): boolean {
  if (!stepsOf(path).startsWith(stepsOf(folder))) return false;
  return isExperienceFile(path) || [before, after].some((kind) => kind === 'link' || kind === 'submodule');
}

/** With a slash behind each name, so that none is taken for the beginning of another. */
export function stepsOf(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return names.map((name) => `${name}/`).join('');
}

/** `packs/support` of `packs/support/pack.yaml`. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** Whether a file is a held-out set or is named as one: what the checkout of a search leaves out. */
export function isHeldoutFile(path: string): boolean {
  return /^goldens\/[^/]+\/test\.jsonl[^/]*$/.test(path);
}

const SEAL = '.age';

/** Where a set of an intent may stand in plain text: at one of these, the first where a path is only named. */
export function setPaths(intent: string, role: 'search' | 'test'): readonly string[] {
  return [`${GOLDENS_FOLDER}/${intent}/${role}.jsonl`, `${GOLDENS_FOLDER}/${intent}/${role}.jsonl.gz`];
}

/** The name that a set gets by being sealed: what is compressed stays so inside. */
export function sealedPath(path: string): string {
  return `${path}${SEAL}`;
}

/** Whether a file is a sealed one, by its name. */
export function isSealed(path: string): boolean {
  return path.endsWith(SEAL);
}
