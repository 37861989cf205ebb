/** The nevers N1 to N11, each a pure function over sources. ARCHITECTURE.md carries the same list, word for word. */
import ts from 'typescript';
import { cycleViolations } from './cycles.ts';
import { LAWS, LOOP_FLOORS, roomOf } from './rooms.ts';
import { nodesOf, packageOf, type Source, type Violation, violationAt } from './source.ts';

export type Never = {
  readonly id: string;
  readonly sentence: string;
  readonly check: (sources: readonly Source[]) => readonly Violation[];
};

/** What autotune can do to a forge. A new key is a decision about power: change it here and in the pull request's text. */
export const FORGE_KEYS: readonly string[] = [
  'name',
  'base',
  'uncommitted',
  'readAt',
  'readAtTip',
  'findBranch',
  'commitProposal',
  'deleteBranch',
  'listOpen',
  'findPullRequest',
  'countCreatedSince',
  'closerOf',
  'upsertPullRequest',
  'upsertComment',
  'closePullRequest',
  'upsertCheck',
  'broughtBy',
  'checkAtMerge',
  'notices',
];

export const NEVERS: readonly Never[] = [
  {
    id: 'N1',
    sentence:
      '`core`, `schema` and `kit` never touch the world: no `node:*` but `node:crypto` for hashing, no `@actions/*`, no `@octokit/*`, no clock, no `Math.random`, no `process`; and `core` awaits nothing.',
    check: (sources) => sources.filter(inRows('core', 'schema', 'kit')).flatMap(worldlyViolations),
  },
  {
    id: 'N2',
    sentence:
      'No core room imports a sibling; only the two laws, `packs` and `guardrails`, are open to all. Rooms are composed by `loop`.',
    check: (sources) => sources.filter(inRows('core')).flatMap(siblingViolations),
  },
  {
    id: 'N3',
    sentence: '`core/candidates` never names the held-out set, in an import, an identifier or a string.',
    check: (sources) => sources.filter(inRoom('core/candidates')).flatMap((source) => named(source, /held[-_ ]?out/i)),
  },
  {
    id: 'N4',
    sentence: '`core/scoring` never learns of candidates: an evaluator is blind to what was changed.',
    check: (sources) => sources.filter(inRoom('core/scoring')).flatMap(candidateViolations),
  },
  {
    id: 'N5',
    sentence:
      '`ports/forge.ts` has no verb that merges, approves, enables auto-merge or deploys: its keys are pinned, and no source asks GitHub for such a thing.',
    check: (sources) => sources.flatMap(powerViolations),
  },
  {
    id: 'N6',
    sentence: '`loop` never imports `edge`; only `wiring.ts` does.',
    check: (sources) => sources.flatMap(edgeViolations),
  },
  {
    id: 'N7',
    sentence: 'No import circle, not even one of types.',
    check: cycleViolations,
  },
  {
    id: 'N8',
    sentence:
      'No barrel, no default export, no `enum`, no `any`; and no `as` cast outside `edge` (`as const` is none).',
    check: (sources) => sources.flatMap(formViolations),
  },
  {
    id: 'N9',
    sentence:
      'No file or folder named util(s), helper(s), common, misc, types, manager, handler, service, orchestrator or coordinator.',
    check: (sources) => sources.flatMap(nameViolations),
  },
  {
    id: 'N10',
    sentence: '`@actions/core` is imported by one file alone, `action.ts`: what a runner obeys is printed there.',
    check: (sources) => sources.flatMap(runnerViolations),
  },
  {
    id: 'N11',
    sentence:
      'No folder of `loop` imports from one above it, in the order of "Inside the loop": a step is made of smaller steps.',
    check: (sources) => sources.flatMap(floorViolations),
  },
];

/** Each file opens with one or two sentences: what it decides or carries, and why it stands here. */
export function headerViolations(sources: readonly Source[]): readonly Violation[] {
  return sources.flatMap((source) => {
    const text = source.text.replace(/^#!.*\n/, '');
    const opening = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
    const words = opening.replace(/^\s*\*/gm, ' ').trim();
    if (words.split(/\s+/).length >= 5 && /\.[`)]?$/.test(words)) return [];
    return [{ file: source.path, line: 1, message: 'does not open with a sentence on what it decides or carries' }];
  });
}

function inRows(...rows: readonly string[]): (source: Source) => boolean {
  return (source) => rows.includes(roomOf(source.path)?.row ?? '');
}

function inRoom(name: string): (source: Source) => boolean {
  return (source) => roomOf(source.path)?.name === name;
}

function worldlyViolations(source: Source): readonly Violation[] {
  const imports = source.imports
    .filter(({ specifier }) => /^(?:node:(?!crypto$)|@actions\/|@octokit\/)/.test(specifier))
    .map(({ specifier, line }) => ({ file: source.path, line, message: `imports ${specifier}` }));
  const awaits = roomOf(source.path)?.row === 'core';
  const uses = nodesOf(source.tree).flatMap((node) => {
    const use = worldlyUse(node) ?? (awaits ? waiting(node) : null);
    return use === null ? [] : [violationAt(source, node, `uses ${use}`)];
  });
  return [...imports, ...uses];
}

const CLOCKS_AND_CHANCE = /^(?:Date\.now|Math\.random|performance\.\w+|crypto\.(?!subtle\b)\w+)$/;
const WORLDLY_GLOBALS = new Set([
  'process',
  'globalThis',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'console',
  'randomUUID',
  'randomBytes',
  'randomInt',
]);

function worldlyUse(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const name = `${node.expression.text}.${node.name.text}`;
    return CLOCKS_AND_CHANCE.test(name) ? name : null;
  }
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression)) {
    const isNow = node.expression.text === 'Date' && (ts.isCallExpression(node) || (node.arguments ?? []).length === 0);
    if (isNow) return 'the time of day (Date)';
  }
  return ts.isIdentifier(node) && WORLDLY_GLOBALS.has(node.text) && !isOwnName(node) ? node.text : null;
}

/** `x.process`, `{ process: … }`, the type `globalThis.Iterator` and the like are names of something else. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isQualifiedName(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) {
    return parent.name === node;
  }
  return false;
}

function waiting(node: ts.Node): string | null {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isIdentifier(node) && node.text === 'Promise') return 'Promise';
  return node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node) ? 'await' : null;
}

function siblingViolations(source: Source): readonly Violation[] {
  const room = roomOf(source.path)?.name;
  return source.imports.flatMap(({ target, line }) => {
    const other = target === null ? undefined : roomOf(target)?.name;
    if (other === undefined || other === room || !other.startsWith('core/')) return [];
    if (LAWS.includes(other.slice('core/'.length))) return [];
    return [{ file: source.path, line, message: `imports the sibling ${other}` }];
  });
}

function named(source: Source, forbidden: RegExp): readonly Violation[] {
  const inPath = forbidden.test(source.path) ? [{ file: source.path, line: 1, message: 'has it in its name' }] : [];
  const inText = nodesOf(source.tree).flatMap((node) => {
    const isText = ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
    return isText && forbidden.test(node.text) ? [violationAt(source, node, `names "${node.text}"`)] : [];
  });
  return [...inPath, ...inText];
}

/** The whole room may not know what a candidate is; evaluators may not even have a word for it. */
function candidateViolations(source: Source): readonly Violation[] {
  const imports = source.imports
    .filter(({ specifier }) => /candidate|tunable-surface/.test(specifier))
    .map(({ specifier, line }) => ({ file: source.path, line, message: `imports ${specifier}` }));
  const isEvaluator = /\/evaluators?(?:\.ts$|\/)/.test(source.path);
  return [...imports, ...named(source, isEvaluator ? /candidate/i : /^(?:Candidate|Considered|Proposal|TypedPatch)$/)];
}

const POWER =
  /mergePullRequest|AutoMerge|enqueuePullRequest|createDeployment|PullRequestReview\b|\/pulls\/[^/]+\/(?:merge|reviews)|\/deployments\b|\bAPPROVE\b|pulls\.(?:merge|createReview|submitReview)/;

function powerViolations(source: Source): readonly Violation[] {
  const asked = named(source, POWER);
  return source.path === 'src/ports/forge.ts' ? [...asked, ...forgeKeyViolations(source)] : asked;
}

function forgeKeyViolations(source: Source): readonly Violation[] {
  const forge = nodesOf(source.tree)
    .filter(ts.isTypeAliasDeclaration)
    .find((type) => type.name.text === 'Forge');
  if (forge === undefined || !ts.isTypeLiteralNode(forge.type)) {
    return [{ file: source.path, line: 1, message: 'has no `type Forge = { … }` whose keys can be read' }];
  }
  const members = forge.type.members.map((member) => ({ member, key: member.name?.getText(source.tree) ?? '(none)' }));
  const added = members
    .filter(({ key }) => !FORGE_KEYS.includes(key))
    .map(({ member, key }) => violationAt(source, member, `has the key ${key}, which is not pinned`));
  const gone = FORGE_KEYS.filter((key) => !members.some((member) => member.key === key));
  return [...added, ...gone.map((key) => violationAt(source, forge, `lacks the pinned key ${key}`))];
}

function runnerViolations({ path, imports }: Source): readonly Violation[] {
  if (path === 'src/action.ts') return [];
  return imports
    .filter(({ specifier }) => packageOf(specifier) === '@actions/core')
    .map(({ line }) => ({ file: path, line, message: 'imports @actions/core' }));
}

function floorViolations({ path, imports }: Source): readonly Violation[] {
  const floor = loopFloor(path);
  return imports.flatMap(({ target, line }) => {
    const other = target === null ? null : loopFloor(target);
    if (floor === null || other === null || other <= floor) return [];
    return [{ file: path, line, message: `imports ${target}, which stands above it` }];
  });
}

/** From the ground up; null outside of `loop`. What every verb is given stands at the ground, the verbs of no folder at the top. */
function loopFloor(path: string): number | null {
  if (!path.startsWith('src/loop/')) return null;
  if (path === 'src/loop/world.ts') return 0;
  const [folder = '', ...rest] = path.slice('src/loop/'.length).split('/');
  return LOOP_FLOORS.length + 1 - (rest.length === 0 ? 0 : LOOP_FLOORS.indexOf(folder) + 1);
}

function edgeViolations(source: Source): readonly Violation[] {
  const row = roomOf(source.path)?.row;
  if (row === 'edge' || row === 'wiring') return [];
  return source.imports
    .filter(({ target }) => target?.startsWith('src/edge/') === true)
    .map(({ target, line }) => ({ file: source.path, line, message: `imports ${target}` }));
}

function formViolations(source: Source): readonly Violation[] {
  const isEdge = roomOf(source.path)?.row === 'edge';
  const nodes = nodesOf(source.tree).flatMap((node) => {
    const form = forbiddenForm(node) ?? (isEdge ? null : cast(node));
    return form === null ? [] : [violationAt(source, node, form)];
  });
  return isBarrel(source) ? [{ file: source.path, line: 1, message: 'is a barrel' }, ...nodes] : nodes;
}

function forbiddenForm(node: ts.Node): string | null {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any`';
  if (ts.isEnumDeclaration(node)) return '`enum`';
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) {
    return ts.isDefaultClause(node.parent) ? null : 'a default export';
  }
  if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'a default export';
  return ts.isExportDeclaration(node) && node.exportClause === undefined ? '`export *`' : null;
}

function cast(node: ts.Node): string | null {
  if (ts.isTypeAssertionExpression(node)) return 'a cast';
  return ts.isAsExpression(node) && node.type.getText() !== 'const' ? `a cast (\`as ${node.type.getText()}\`)` : null;
}

/** A file that is named like one, or that only hands on what others export. */
function isBarrel(source: Source): boolean {
  if (/(?:^|\/)index\.ts$/.test(source.path)) return true;
  const statements = source.tree.statements;
  const handsOn = statements.filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined);
  return handsOn.length > 0 && statements.every((node) => handsOn.includes(node) || ts.isImportDeclaration(node));
}

const DRAWERS = /^(?:utils?|helpers?|common|misc|types|managers?|handlers?|services?|orchestrators?|coordinators?)$/;

function nameViolations(source: Source): readonly Violation[] {
  const words = source.path.replace(/\.ts$/, '').split(/[/._-]/);
  const found = words.filter((word) => DRAWERS.test(word));
  return found.map((word) => ({ file: source.path, line: 1, message: `is named "${word}"` }));
}
