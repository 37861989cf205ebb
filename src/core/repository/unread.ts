/**
 * Documents that stand in a checkout and cannot be read. What they hold is not known, so nothing is told to be missing
 * that one of them may have; what could not be judged for their sake is named instead.
 */
import { type DocumentKind, placeOfDocument } from './layout.ts';

export type UnreadDocument = {
  readonly path: string;
  /** Null for a folder that is a link: any document may stand in it. */
  readonly kind: DocumentKind | null;
};

export function unreadAt(path: string): UnreadDocument {
  return { path, kind: placeOfDocument(path)?.kind ?? null };
}

/** Whether every document of these kinds was read. */
export function areRead(unread: readonly UnreadDocument[], ...kinds: readonly DocumentKind[]): boolean {
  return !unread.some(({ kind }) => kind === null || kinds.includes(kind));
}

/** What is not checked where a document of a kind cannot be read; nothing where nothing rests on it. */
const RESTING: Record<DocumentKind, string | null> = {
  configuration: 'its targets, and production runs',
  pack: 'its surfaces, what names its intents, and its flags',
  policy: 'what names it, and the replay of the cases that it rules',
  tools: 'what names it',
  runtime: 'what names it, and the replay of the cases that it models',
  suite: 'what names it or its evaluators, and judgements by name',
  release: 'what it names, the replay of its cases, and the flags of its pack',
  flags: 'whom they serve what',
  proposal: null,
  manifest: 'its golden sets',
};

export function restingOn({ kind }: UnreadDocument): string | null {
  return kind === null ? 'every document and set in it, and what names them' : RESTING[kind];
}
