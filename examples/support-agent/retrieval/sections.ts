// Articles cut into sections: one section is one item of evidence, with the text exactly as the model would see it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from '../shop/order-notes.ts';
import type { Store } from '../shop/store.ts';

export type Section = {
  readonly ref: string;
  readonly doc: string;
  readonly source: string;
  readonly title: string;
  readonly heading: string;
  readonly body: string;
  readonly effective: string;
  readonly superseded: boolean;
  /** The customer whose notes these are; nobody else's ticket may find them. */
  readonly owner?: string;
  /** Titles of the articles that the body links to. */
  readonly links: readonly string[];
};

const prefixes: Readonly<Record<string, string>> = {
  policy_kb: 'kb',
  wiki: 'wiki',
  past_tickets: 'ticket',
  supplier_policy: 'sup',
  supplier_memos: 'memo',
  past_refunds: 'case',
};

/** The section as it is put into the context: a header line with its standing, then the text. */
export function renderSection(section: Section): string {
  const standing = section.superseded ? ', superseded' : '';
  return `[${section.source}, from ${section.effective}${standing}] ${section.title} > ${section.heading}\n${section.body}`;
}

/** Reads every Markdown article under a folder. */
export function readArticles(folder: string): readonly Section[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return files.sort().flatMap((name) => parseArticle(readFileSync(join(folder, name), 'utf8')));
}

/** Turns the notes of all orders into sections. */
export function noteSections(store: Store): readonly Section[] {
  return [...store.orders.values()].flatMap((order) => {
    const doc = `order:${order.order_id.toLowerCase()}`;
    return notesOf(order).map((note, index) => ({
      ref: `${doc}#${index + 1}`,
      doc,
      source: 'order_notes',
      title: `Order ${order.order_id} of customer ${order.customer_id}: ${order.product.name}, ${order.product.nouns.join(', ')}`,
      heading: note.heading,
      body: note.text,
      effective: order.placed,
      superseded: false,
      owner: order.customer_id,
      links: [],
    }));
  });
}

function parseArticle(text: string): readonly Section[] {
  const [, head = '', rest = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const field = (name: string): string => new RegExp(`^${name}: "?(.*?)"?$`, 'm').exec(head)?.[1] ?? '';
  const source = field('source');
  const doc = `${prefixes[source] ?? source}:${field('id')}`;
  return rest
    .split(/^## /m)
    .slice(1)
    .map((part, index) => {
      const [heading = '', ...lines] = part.split('\n');
      const linked = lines.join(' ').replaceAll(/\s+/g, ' ').trim();
      return {
        ref: `${doc}#${index + 1}`,
        doc,
        source,
        title: field('title'),
        heading: heading.trim(),
        body: linked.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1'),
        effective: field('effective'),
        superseded: field('status') === 'superseded',
        links: [...linked.matchAll(/\[([^\]]+)\]\(([^)]+)\.md\)/g)].map(
          ([, words = '', id = '']) => `${words} ${id.replaceAll('-', ' ')}`,
        ),
      };
    });
}
