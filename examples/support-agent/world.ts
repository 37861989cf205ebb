// The whole example put together: order store, indexed articles and notes, and the pack the agent runs under.
import { fileURLToPath } from 'node:url';
import { readPack } from './agent/pack.ts';
import type { World } from './agent/run.ts';
import { buildCorpus } from './retrieval/corpus.ts';
import { noteSections, readArticles } from './retrieval/sections.ts';
import { buildStore } from './shop/store.ts';

/** The one seed that everything generated here comes from. */
export const seed = 20260512;

/** The folder of the repository that the example stands in. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the world from the articles beside this file and the pack of the repository. */
export function buildWorld(): World {
  const store = buildStore(seed);
  const articles = readArticles(fileURLToPath(new URL('kb', import.meta.url)));
  return { store, corpus: buildCorpus([...articles, ...noteSections(store)]), pack: readPack(repository) };
}
