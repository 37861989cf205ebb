/** The rooms of the house and who may import whom. ARCHITECTURE.md shows the same table; a test holds them together. */
import { COMPUTED, type Import, packageOf, type Source, type Violation } from './source.ts';

export const COLUMNS = ['schema', 'kit', 'ports', 'laws', 'core', 'edge', 'loop', 'wiring'] as const;
export type Column = (typeof COLUMNS)[number];
export type Row = 'schema' | 'kit' | 'ports' | 'core' | 'edge' | 'loop' | 'wiring' | 'doors';

/** `own`: only the same room. `types`: `import type` only. */
type Leave = 'yes' | 'own' | 'types' | '-';
type Permissions = { readonly [To in Column]: Leave } & { readonly node: string; readonly packages: string };

export const LAWS: readonly string[] = ['packs', 'guardrails'];

const NONE = { schema: '-', kit: '-', ports: '-', laws: '-', core: '-', edge: '-', loop: '-', wiring: '-' } as const;
const GROUND = { ...NONE, schema: 'yes', kit: 'yes' } as const;

/**
 * `node` and `packages` list the Node modules and third-party packages a room may name (`any`: the edge alone), those
 * of which it may use the types only so marked, and with the file's name those that only one file may name.
 */
export const IMPORT_TABLE: { readonly [From in Row]: Permissions } = {
  schema: { ...GROUND, node: '-', packages: 'zod' },
  kit: {
    ...NONE,
    kit: 'yes',
    node: 'crypto',
    packages: 'json-logic-engine jsonc-parser pure-rand yaml zod',
  },
  ports: { ...NONE, schema: 'yes', node: '-', packages: '-' },
  core: {
    ...GROUND,
    laws: 'yes',
    core: 'own',
    node: 'crypto',
    packages: 'jsonc-parser yaml zod(types) mdast-util-from-markdown(read-comment.ts)',
  },
  edge: { ...GROUND, ports: 'yes', edge: 'own', node: 'any', packages: 'any' },
  loop: { ...GROUND, ports: 'yes', laws: 'yes', core: 'yes', loop: 'own', node: '-', packages: '-' },
  wiring: { ...GROUND, ports: 'yes', edge: 'yes', loop: 'types', node: '-', packages: '-' },
  doors: { ...GROUND, loop: 'yes', wiring: 'yes', node: 'util', packages: '@actions/core(action.ts)' },
};

/** The folders of `loop`, the highest first: each is made of what those below it do. */
export const LOOP_FLOORS: readonly string[] = [
  'audit',
  'commands',
  'gate',
  'run',
  'search',
  'release',
  'proposals',
  'opening',
  'setup',
  'goldens',
  'production',
  'replay',
  'ledger',
  'documents',
];

/** What opens the house from outside: a file of its name where something comes in, and a folder of what it needs. */
const DOORS: readonly string[] = ['cli', 'action', 'door'];

export type Room = { readonly row: Row; readonly column: Column | null; readonly name: string };

/** The room a file stands in, or null where it stands in none. */
export function roomOf(path: string): Room | null {
  const [src, first = '', second] = path.split('/');
  if (src !== 'src') return null;
  if (second === undefined && /^wiring(?:-[a-z-]+)?\.ts$/.test(first)) {
    return { row: 'wiring', column: 'wiring', name: 'wiring' };
  }
  const door = first.replace(second === undefined ? /\.ts$/ : '', '');
  if (DOORS.includes(door)) return { row: 'doors', column: null, name: door };
  if (second === undefined) return null;
  if (first === 'core') {
    if (second.endsWith('.ts')) return null;
    return { row: 'core', column: LAWS.includes(second) ? 'laws' : 'core', name: `core/${second}` };
  }
  if (first === 'schema' || first === 'kit' || first === 'ports' || first === 'edge' || first === 'loop') {
    return { row: first, column: first, name: first };
  }
  return null;
}

/** Every import that the table does not allow, and every file that stands outside the house. */
export function tableViolations(sources: readonly Source[]): readonly Violation[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === null) return [{ file: source.path, line: 1, message: 'stands in no room of the house' }];
    return source.imports.flatMap(({ specifier, target, typeOnly, line }) => {
      const refusal =
        target === null
          ? refuseOutside(room, source.path, { specifier, typeOnly })
          : refuseInside(room, source.path, target, typeOnly);
      return refusal === null ? [] : [{ file: source.path, line, message: refusal }];
    });
  });
}

function refuseInside(room: Room, from: string, target: string, typeOnly: boolean): string | null {
  const other = roomOf(target);
  if (other === null) return `imports ${target}, which stands in no room`;
  if (room.row === 'doors' && other.row === 'doors') {
    const isOpen = from !== target && (room.name === other.name || other.name === 'door');
    return isOpen ? null : `${room.name} may not import ${other.name} (${target})`;
  }
  const leave = other.column === null ? '-' : IMPORT_TABLE[room.row][other.column];
  const own = room.name === other.name;
  if (leave === 'yes' || (leave === 'own' && own) || (leave === 'types' && typeOnly)) return null;
  return `${room.name} may not import ${other.name} (${target})`;
}

function refuseOutside(
  room: Room,
  from: string,
  { specifier, typeOnly }: Pick<Import, 'specifier' | 'typeOnly'>,
): string | null {
  if (specifier === COMPUTED) return 'imports a computed name, which no rule can follow';
  const { node, packages } = IMPORT_TABLE[room.row];
  if (specifier.startsWith('node:')) {
    return isListed(node, specifier.slice('node:'.length)) ? null : `${room.name} may not import ${specifier}`;
  }
  const name = packageOf(specifier);
  const marks = ['', `(${from.split('/').at(-1)})`, ...(typeOnly ? ['(types)'] : [])];
  if (marks.some((mark) => isListed(packages, `${name}${mark}`))) return null;
  return `${room.name} may not import the package ${specifier}`;
}

function isListed(list: string, name: string): boolean {
  return list === 'any' || list.split(' ').includes(name);
}
