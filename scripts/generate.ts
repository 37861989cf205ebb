/**
 * Writes what is derived from the sources and committed for readers: schemas/, the generated pages of docs/, the
 * workflows of templates/ and their twins in this repository, and the marked region of README.md.
 * `--check` fails naming what is stale.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderActionPage, withActionTables } from './action-page.ts';
import { renderCliPage } from './cli-page.ts';
import { renderCommandsPage } from './commands-page.ts';
import { renderErrorsPage } from './errors-page.ts';
import { finish, type GeneratedFile } from './generated-files.ts';
import { renderJsonSchemas } from './json-schemas.ts';
import { renderWorkflows } from './workflow-files.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const files = new Map<string, GeneratedFile>();
for (const [name, content] of renderJsonSchemas()) files.set(`schemas/${name}`, { content });
files.set('docs/errors.md', { content: renderErrorsPage() });
files.set('docs/reference/cli.md', { content: renderCliPage() });
files.set('docs/reference/commands.md', { content: renderCommandsPage() });
for (const [path, content] of renderWorkflows()) files.set(path, { content });
const [action, readme] = await Promise.all(
  ['action.yml', 'README.md'].map((name) => readFile(join(ROOT, name), 'utf8')),
);
if (action === undefined || readme === undefined) throw new Error('action.yml and README.md are needed');
files.set('docs/reference/action.md', { content: renderActionPage(action) });
files.set('README.md', { content: withActionTables(readme, action) });

await finish(ROOT, files, ['schemas', 'docs/reference', 'templates'], 'npm run generate');
