/** `doctor` through its command, on real checkouts. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SetupReport } from '../../src/schema/setup-report.ts';
import { githubShop } from '../edge/github-shop.ts';
import { temporaryRepository } from '../edge/temporary-repository.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const run = promisify(execFile);

async function doctor(root: string, environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...environment };
  const done = await run(process.execPath, [CLI, 'doctor', '--repo', root, ...args], { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code: done.code, stdout: done.stdout };
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const verdictsOf = ({ findings }: SetupReport) => findings.map(({ check, verdict }) => `${check} ${verdict}`);

describe('autotune doctor', () => {
  it('tells what an empty checkout lacks, with what to do about it, and ends with 1', async () => {
    const { root } = await temporaryRepository();
    const { code, stdout } = await doctor(root);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ documents .*\n.*autotune validate/);
    expect(stdout).toMatch(/✗ workflow .*no workflow runs autotune on a schedule\n.*autotune init/);
    expect(stdout).toMatch(/✗ owners .*there is no CODEOWNERS/);
    expect(stdout).toContain('autotune doctor --forge github');
  });

  it('finds nothing wrong in what init has written but what only people and the host can do', async () => {
    const { root } = await temporaryRepository();
    rmSync(join(root, 'packs'), { recursive: true, force: true });
    const action = `acme/autotune@${'1a'.repeat(20)}`;
    await run(process.execPath, [CLI, 'init', '--repo', root, '--owner', '@acme/support', '--action', action]);
    write(root, { '.github/CODEOWNERS': '* @acme/support\n' });
    const { stdout } = await doctor(root, {}, ['--json']);
    const report = SetupReport.parse(JSON.parse(stdout));
    expect(report.host).toBeNull();
    expect(verdictsOf(report).filter((line) => line.endsWith('fail'))).toEqual([]);
  });

  it('asks GitHub, and says of each thing that it may not know that it does not', async () => {
    const shop = await githubShop();
    write(shop.checkout.root, { '.github/CODEOWNERS': '* @wren\n/packs/ @rhea\n' });
    const token = await shop.world.mintToken({ permissions: { metadata: 'read', contents: 'read' } });
    const environment = {
      GITHUB_API_URL: shop.world.apiUrl,
      GITHUB_GRAPHQL_URL: shop.world.graphqlUrl,
      GITHUB_SERVER_URL: shop.world.serverUrl,
      GITHUB_REPOSITORY: shop.world.repository,
      GITHUB_TOKEN: token,
    };
    shop.world.clearRequests();
    const { stdout } = await doctor(shop.checkout.root, environment, ['--forge', 'github', '--json']);
    const report = SetupReport.parse(JSON.parse(stdout));
    expect(report.host?.owners).toEqual({ '@wren': { known: 'write' } });
    expect(verdictsOf(report)).toContain('token inconclusive');
    expect(verdictsOf(report)).toContain('review rules fail');
    expect(verdictsOf(report)).toContain('ledger rules fail');
    expect(shop.world.writes).toEqual([]);
  });

  it('names the setting that is missing where GitHub is to be asked', async () => {
    const { root } = await temporaryRepository();
    const { code, stdout } = await doctor(root, {}, ['--forge', 'github', '--json']);
    expect(code).toBe(1);
    expect(stdout).toContain('GITHUB_REPOSITORY is not set');
  });
});
