// Multi-hop retrieval. The pools are drawn before any setting is looked at: a later hop follows the best raw hit of the hop
// before, so that no depth, order or budget of a configuration can change what a hop would have returned.
import type { Corpus } from './corpus.ts';
import type { Section } from './sections.ts';
import { renderSection } from './sections.ts';
import { tokensOf } from './tokens.ts';

export type Retrieved = {
  readonly section: Section;
  readonly hop: number;
  readonly score: number;
  readonly tokens: number;
};

/** How the index of a bucket is used: how many hits a hop hands over, how many hops there are, how weak a hit may be. */
export type Depth = { readonly pool: number; readonly hops: number; readonly floor: number };

export const depths: Readonly<Record<string, Depth>> = {
  ticket_history: { pool: 12, hops: 2, floor: 0.3 },
  policy_kb: { pool: 12, hops: 3, floor: 0.25 },
  order_history: { pool: 12, hops: 2, floor: 0.3 },
  supplier_policy: { pool: 12, hops: 3, floor: 0.3 },
};

/**
 * The pools of all hops of one bucket, hop by hop, best first; a section appears in the first hop that found it. The first hop
 * asks in the customer's words, later ones add the desk's words (`hints`) and what the best hit points to.
 */
export function retrieve(
  corpus: Corpus,
  bucket: string,
  asks: { query: string; hints: readonly string[]; customer: string },
): readonly Retrieved[] {
  const depth = depths[bucket];
  if (depth === undefined) throw new Error(`no index for the bucket ${bucket}`);
  const seen = new Set<string>();
  const all: Retrieved[] = [];
  let asked = asks.query;
  for (let hop = 1; hop <= depth.hops; hop++) {
    const fresh = corpus
      .search(bucket, { query: asked, customer: asks.customer })
      .filter(({ section }) => !seen.has(section.ref));
    const best = fresh[0];
    if (best === undefined) break;
    const pool = fresh.filter((hit) => hit.score >= best.score * depth.floor).slice(0, depth.pool);
    for (const { section, score } of pool) {
      seen.add(section.ref);
      all.push({ section, hop, score: Math.round(score * 100) / 100, tokens: tokensOf(renderSection(section)) });
    }
    asked = `${asks.query} ${asks.hints[hop - 1] ?? ''} ${followUp(best.section)}`;
  }
  return all;
}

/** What the best hit suggests to look for next: the articles it links to, or else its own subject. */
function followUp(section: Section): string {
  return section.links.length > 0 ? section.links.join(' ') : `${section.title} ${section.heading}`;
}
