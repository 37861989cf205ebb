/** Production runs from files and from real engines, through the built command line. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProductionRun } from '../../src/schema/production-run.ts';
import { productionRun } from '../making/production.ts';
import { autotune, commitAll, copyRepository, edit, makeRepository, write } from '../making/repository.ts';

const CONFIGURATION = '.github/autotune.yaml';
const ALLOW = { AUTOTUNE_ALLOW_QUERY: 'true' };
const SQLITE = spawnSync('sqlite3', ['--version']).status === 0;
const HAS_NODE_SQLITE = isBuiltin('node:sqlite');

let plain = '';
beforeAll(() => {
  plain = makeRepository({ search: 40, test: 40 });
});

const RUNS: readonly ProductionRun[] = Array.from({ length: 300 }, (_, n) =>
  productionRun(n, {
    outcome: n % 3 === 0 ? 'escalate' : 'answer',
    ...(n % 50 === 0
      ? { operator_corrections: [{ kind: 'correction', by: "o'brien", at: '2026-05-11T07:00:00Z' }] }
      : {}),
  }),
);

function configured(source: unknown): string {
  const root = copyRepository(plain);
  edit(root, CONFIGURATION, (text) => `${text}experience: ${JSON.stringify(source)}\n`);
  commitAll(root, 'experience');
  return root;
}

function groupsOf(root: string, more: Record<string, string> = ALLOW) {
  const { status, stdout, stderr } = autotune(root, ['experience', '--json'], more);
  return { status, stderr, said: status === 0 ? JSON.parse(stdout) : null };
}

/** A table as a trace store would have one, nested parts as text. */
function store(root: string): string {
  const file = join(root, 'store.db');
  const columns = Object.keys(productionRun(0));
  const quoted = (value: unknown) =>
    `'${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll("'", "''")}'`;
  const rows = RUNS.map((run) => `(${columns.map((column) => quoted(Reflect.get(run, column))).join(',')})`);
  const sql = `create table runs (${columns.join(',')});\ninsert into runs values ${rows.join(',\n')};\n`;
  const made = spawnSync('sqlite3', [file], { input: sql, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return file;
}

const fromFiles = () => {
  const root = configured({ files: 'experience/runs' });
  write(root, 'experience/runs/a.jsonl', RUNS.map((run) => `${JSON.stringify(run)}\n`).join(''));
  return groupsOf(root).said;
};

describe('production runs', () => {
  it('from files are counted by what they decided under what', () => {
    const said = fromFiles();
    expect(said).toMatchObject({ source: 'files', runs: 300, beyond: 0 });
    expect(said.groups).toMatchObject([
      { outcome: 'answer', runs: 200, corrected: 4 },
      { outcome: 'escalate', runs: 100, corrected: 2 },
    ]);
  });

  it.runIf(SQLITE)(
    'from sqlite3, as one array of rows, are the same (skipped where Debian’s sqlite3 is not installed)',
    () => {
      const root = configured({
        command: { run: ['sqlite3', '-json', 'store.db', 'select * from runs order by run_id'] },
      });
      store(root);
      const { groups, runs } = groupsOf(root).said;
      expect({ groups, runs }).toEqual({ groups: fromFiles().groups, runs: 300 });
    },
  );

  it.runIf(SQLITE)(
    'from sqlite3, as one object a line, are the same (skipped where Debian’s sqlite3 is not installed)',
    () => {
      const columns = Object.keys(productionRun(0));
      const pairs = columns.map((name) =>
        name === 'scorecard' || name === 'operator_corrections' ? `'${name}', json(${name})` : `'${name}', ${name}`,
      );
      const root = configured({
        command: { run: ['sqlite3', 'store.db', `select json_object(${pairs.join(', ')}) from runs`] },
      });
      store(root);
      expect(groupsOf(root).said).toMatchObject({ source: 'command', runs: 300, groups: fromFiles().groups });
    },
  );

  it.runIf(SQLITE && HAS_NODE_SQLITE)('from node’s own sqlite are the same (skipped where node has none)', () => {
    const script =
      "const { DatabaseSync } = require('node:sqlite'); for (const row of new DatabaseSync(process.argv[1]).prepare('select * from runs').iterate()) console.log(JSON.stringify(row))";
    const root = configured({ command: { run: [process.execPath, '--no-warnings', '-e', script, 'store.db'] } });
    store(root);
    expect(groupsOf(root).said).toMatchObject({ runs: 300, groups: fromFiles().groups });
  });
});

describe('a query', () => {
  const print = (text: string) => ({
    command: { run: [process.execPath, '-e', `process.stdout.write(${JSON.stringify(text)})`] },
  });

  it('is started only where it is allowed, and only as committed', () => {
    const root = configured(print(`${JSON.stringify(productionRun(1))}\n`));
    expect(groupsOf(root).said).toMatchObject({ runs: 1 });
    expect(groupsOf(root, {}).stderr).toContain('QUERY_FORBIDDEN');
    edit(root, CONFIGURATION, (text) => `${text}\n`);
    expect(groupsOf(root).stderr).toContain('WORKTREE_DIRTY');
  });

  it('whose lines are no runs is told with the lines, and counts nothing', () => {
    const bad = JSON.stringify(productionRun(2, { at: 'yesterday' }));
    const { status, stderr } = groupsOf(configured(print(`${JSON.stringify(productionRun(1))}\n${bad}\nno JSON\n`)));
    expect(status).toBe(1);
    expect(stderr).toContain('DOCUMENTS_INVALID');
    expect(stderr).toMatch(/experience\.command:2:\d+/);
    expect(stderr).toMatch(/experience\.command:3:\d+/);
  });

  it('that ends before its array does counts nothing', () => {
    const { stderr } = groupsOf(configured(print(`[${JSON.stringify(productionRun(1))},\n`)));
    expect(stderr).toContain('QUERY_FAILED');
  });

  it('decides once for all targets of a run what is due', () => {
    const root = copyRepository(plain);
    const counter = join(root, '..', 'count');
    const script = `require('fs').appendFileSync(${JSON.stringify(counter)}, 'x'); console.log(process.argv[1])`;
    const run = JSON.stringify(productionRun(1));
    const source = { command: { run: [process.execPath, '-e', script, run] } };
    edit(root, CONFIGURATION, (text) => `${text}experience: ${JSON.stringify(source)}\n`);
    commitAll(root, 'experience');
    writeFileSync(counter, '');
    const { status, stdout } = autotune(root, ['run', '--json'], ALLOW);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).targets[0].reason).toContain('inside its band');
    expect(spawnSync('cat', [counter], { encoding: 'utf8' }).stdout).toBe('x');
  });

  it('is not started by a check', () => {
    const root = configured(print('not a run\n'));
    const { status, stdout } = autotune(root, ['validate', '--json'], ALLOW);
    expect({ status, said: JSON.parse(stdout) }).toMatchObject({ status: 0, said: { runs: null, problems: [] } });
  });
});
