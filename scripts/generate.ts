/**
 * Writes what is derived from the sources and committed for readers: schemas/, the generated pages of docs/, the
 * workflows of templates/ and their twins in this repository.
 * `--check` fails naming what is stale.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCliPage } from './cli-page.ts';
import { renderErrorsPage } from './errors-page.ts';
import { finish, type GeneratedFile } from './generated-files.ts';
import { renderJsonSchemas } from './json-schemas.ts';
import { renderWorkflows } from './workflow-files.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const files = new Map<string, GeneratedFile>();
for (const [name, content] of renderJsonSchemas()) files.set(`schemas/${name}`, { content });
files.set('docs/errors.md', { content: renderErrorsPage() });
files.set('docs/reference/cli.md', { content: renderCliPage() });
for (const [path, content] of renderWorkflows()) files.set(path, { content });

await finish(ROOT, files, ['schemas', 'docs/reference', 'templates'], 'npm run generate');
