/**
 * Writes the part of GitHub's official OpenAPI description that the test bed judges requests by. The whole is 13 MB and
 * slow to load, so it is no dependency: `npm pack @octokit/openapi@<version>`, unpack it, and give this its folder.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../test/world/contract/operations.ts';

type Node = Record<string, unknown>;

const TARGET = join(import.meta.dirname, '../test/world/contract/api.github.com.json');

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodeAt = (node: Node, key: string): Node => {
  const child = node[key];
  if (!isNode(child)) throw new Error(`${key} is missing`);
  return child;
};

/** Keeps the wanted operations of each path; their prose goes, and so do paths of which nothing is left. */
function prunePaths(paths: Node, wanted: Set<unknown>): void {
  for (const [path, item] of Object.entries(paths)) {
    if (!isNode(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      if (!isNode(operation) || !('operationId' in operation)) continue;
      if (wanted.delete(operation['operationId'])) delete operation['description'];
      else delete item[method];
    }
    if (!Object.values(item).some((operation) => isNode(operation) && 'operationId' in operation)) delete paths[path];
  }
}

/** Examples are most of the bytes, and judge nothing. */
function dropExamples(value: unknown): void {
  if (!isNode(value)) return;
  if (isNode(value['schema']) && isNode(value['examples'])) delete value['examples'];
  for (const child of Object.values(value)) dropExamples(child);
}

function resolve(description: Node, reference: string): Node {
  const keys = reference.slice('#/'.length).split('/');
  return keys.reduce((node, key) => nodeAt(node, key.replaceAll('~1', '/').replaceAll('~0', '~')), description);
}

function reachable(description: Node): Set<string> {
  const seen = new Set<string>();
  const queue: unknown[] = [description['paths']];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (!isNode(value)) continue;
    for (const [key, child] of Object.entries(value)) {
      if (key !== '$ref' || typeof child !== 'string') queue.push(child ?? false);
      else if (!seen.has(child)) queue.push(resolve(description, seen.add(child) && child));
    }
  }
  return seen;
}

function dropUnreachable(description: Node): void {
  const used = reachable(description);
  const components = nodeAt(description, 'components');
  for (const [section, members] of Object.entries(components)) {
    if (!isNode(members)) continue;
    for (const name of Object.keys(members)) if (!used.has(`#/components/${section}/${name}`)) delete members[name];
    if (Object.keys(members).length === 0) delete components[section];
  }
}

const source = process.argv[2];
if (source === undefined) throw new Error('usage: prune-openapi.ts <unpacked @octokit/openapi>');
const read = (name: string): Node => JSON.parse(readFileSync(join(source, name), 'utf8'));

const description = read('generated/api.github.com.json');
const missing = new Set<unknown>(OPERATIONS);
prunePaths(nodeAt(description, 'paths'), missing);
if (missing.size > 0) throw new Error(`no such operations: ${[...missing].join(', ')}`);
dropExamples(description['paths']);
for (const key of ['x-webhooks', 'webhooks', 'tags']) delete description[key];
dropUnreachable(description);
description['x-pruned-from'] = `@octokit/openapi ${read('package.json')['version']}`;
const text = `${JSON.stringify(description)}\n`;
writeFileSync(TARGET, text);
console.log(`${OPERATIONS.length} operations, ${text.length} bytes`);
