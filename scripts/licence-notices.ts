/** Collects the licence texts of the packages that really ended up in the bundle, as their licences ask. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NOTICE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * @param inputs the bundler's inputs, relative to `root`; those inside node_modules name the packages
 * @returns one section a package, sorted by name; throws where a package carries no licence text
 */
export async function licenceNotices(root: string, inputs: readonly string[]): Promise<string> {
  const folders = [...new Set(inputs.flatMap((input) => packageFolder(input)))].sort();
  const sections = await Promise.all(folders.map((folder) => noticeOf(root, folder)));
  return ['Packages bundled into this folder, and their licences.', ...sections].join('\n\n');
}

function packageFolder(input: string): string[] {
  const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'));
  return found === null ? [] : [found[0]];
}

async function noticeOf(root: string, folder: string): Promise<string> {
  const manifest: { name: string; version: string; license?: string } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  const names = (await readdir(join(root, folder))).filter((name) => NOTICE.test(name)).sort();
  if (names.length === 0) throw new Error(`${folder} carries no licence text; it cannot be shipped without one`);
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  const heading = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
  return [heading, '-'.repeat(heading.length), ...texts.map((text) => text.replaceAll('\r\n', '\n').trim()), ''].join(
    '\n',
  );
}
