// The search indexes, one per evidence bucket, over the sections of the sources that the bucket reads.
import MiniSearch from 'minisearch';
import { sourcesOf } from '../agent/configuration.ts';
import type { Section } from './sections.ts';
import { termOf, wordsOf } from './words.ts';

export type Hit = { readonly section: Section; readonly score: number };

export type Corpus = {
  readonly sections: ReadonlyMap<string, Section>;
  /** How often each word occurs in the articles, for spelling correction. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Ranks the sections of a bucket that a customer's ticket may find for a query, best first; ties by ref. */
  readonly search: (bucket: string, asked: { readonly query: string; readonly customer: string }) => readonly Hit[];
};

/** Indexes all sections. */
export function buildCorpus(all: readonly Section[]): Corpus {
  const sections = new Map(all.map((section) => [section.ref, section]));
  const indexes = new Map(
    Object.entries(sourcesOf).map(([bucket, sources]) => [
      bucket,
      index(all.filter((section) => sources.includes(section.source))),
    ]),
  );
  const search: Corpus['search'] = (bucket, { query, customer }) => {
    // Left out of the sums, not of their result: most notes are somebody else's.
    const boostDocument = (_ref: unknown, _term: string, stored?: Record<string, unknown>) =>
      (stored?.['owner'] ?? customer) === customer ? 1 : 0;
    const hits = indexes.get(bucket)?.search(unique(query), { boostDocument }) ?? [];
    return hits
      .flatMap((hit) => {
        const section = sections.get(String(hit.id));
        return section === undefined ? [] : [{ section, score: hit.score }];
      })
      .sort((a, b) => b.score - a.score || (a.section.ref < b.section.ref ? -1 : 1));
  };
  return { sections, vocabulary: vocabularyOf(all), search };
}

/** A word counts once, however often query and hints repeat it. */
function unique(query: string): string {
  return [...new Map(wordsOf(query).map((word) => [termOf(word) ?? '', word])).values()].join(' ');
}

function index(sections: readonly Section[]): MiniSearch<Section> {
  const engine = new MiniSearch<Section>({
    idField: 'ref',
    fields: ['title', 'heading', 'body'],
    storeFields: ['owner'],
    processTerm: termOf,
    searchOptions: { boost: { title: 2, heading: 1.2 } },
  });
  engine.addAll(sections);
  return engine;
}

function vocabularyOf(sections: readonly Section[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const section of sections) {
    if (section.source === 'order_notes') continue;
    for (const word of wordsOf(`${section.title} ${section.heading} ${section.body}`)) {
      const low = word.toLowerCase();
      counts.set(low, (counts.get(low) ?? 0) + 1);
    }
  }
  return counts;
}
