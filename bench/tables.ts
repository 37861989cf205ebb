/**
 * Tables of recorded retrieval in the shape that the judge of docs/benchmarks.md reads, of which the truth is known and
 * that nothing was tuned on: `node bench/tables.ts DIR [QUESTIONS] [SEED]` writes one per kind.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seededIndexes } from '../src/kit/random.ts';

const DEPTH = 50;
const HOPS = 3;

/** Where the evidence of a question stands: the hop that finds it and its rank there, or nowhere. */
type Place = { readonly hop: number; readonly rank: number };
type Draw = () => number;

const KINDS: Record<string, (draw: Draw) => Place[]> = {
  /** Most is found at once, ranks fall off fast: fewer hops pay. */
  'one-hop': (draw) => [{ hop: 1, rank: geometric(draw, 0.35) }],
  /** A fifth needs the second hop: hops may not go, depth may. */
  'two-hops': (draw) =>
    draw() < 0.2
      ? [
          { hop: 1, rank: geometric(draw, 0.4) },
          { hop: 2, rank: geometric(draw, 0.5) },
        ]
      : [{ hop: 1, rank: geometric(draw, 0.4) }],
  /** Evidence stands anywhere in the first ten of any hop: nothing lawful exists. */
  'nothing-pays': (draw) => [{ hop: 1 + Math.floor(draw() * HOPS), rank: 1 + Math.floor(draw() * 10) }],
  /** Ranks fall off slowly, and each hop finds something of its own. */
  'long-tail': (draw) => [{ hop: draw() < 0.93 ? 1 : 2 + Math.floor(draw() * 2), rank: geometric(draw, 0.22) }],
};

function geometric(draw: Draw, stop: number): number {
  return 1 + Math.floor(Math.log(1 - draw()) / Math.log(1 - stop));
}

/** Documents for every 900 questions: few that many ask about, many that few do. */
const OFTEN = 40;
const SELDOM = 700;

function question(i: number, places: readonly Place[], { draw, size }: { draw: Draw; size: number }) {
  // A third of the questions asks about few documents: families of many sizes.
  const often = Math.round(OFTEN * size);
  const family = draw() < 0.33 ? Math.floor(draw() * often) : often + 60 + Math.floor(draw() * SELDOM * size);
  const gold = places.map((_, part) => `doc_${family}_${part}`);
  const items: (string | number)[][] = [];
  for (let hop = 1; hop <= HOPS; hop++) {
    for (let rank = 1; rank <= DEPTH; rank++) {
      const part = places.findIndex((place) => place.hop === hop && place.rank === rank);
      const doc = part < 0 ? `other_${i}_${hop}_${rank}` : (gold[part] ?? '');
      const tokens = 80 + Math.floor(draw() * 240);
      items.push([`chunk_${i}_${hop}_${rank}`, doc, `source_${rank % 5}`, hop, rank, 30 - rank / 2, tokens]);
    }
  }
  return {
    id: `question_${i}`,
    type: places.length > 1 ? 'Multi' : 'Single',
    len: 120,
    rule: 'all',
    unit: 'doc',
    gold,
    items,
  };
}

const [folder, questions = 900, seed = 20] = process.argv.slice(2).map((word, i) => (i === 0 ? word : Number(word)));
if (typeof folder !== 'string') {
  console.error('usage: node bench/tables.ts DIR [QUESTIONS] [SEED]');
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  Object.entries(KINDS).forEach(([kind, placesOf], i) => {
    const index = seededIndexes(Number(seed) + i);
    const draw = () => index(2 ** 30) / 2 ** 30;
    const table = Array.from({ length: Number(questions) }, (_, at) =>
      question(at, placesOf(draw), { draw, size: Number(questions) / 900 }),
    );
    writeFileSync(join(folder, `${kind}.json.gz`), gzipSync(JSON.stringify(table)));
    console.log(`${kind}: ${questions} questions`);
  });
}
