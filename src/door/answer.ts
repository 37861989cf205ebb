/** What a verb hands to either door: its document, and the same as a person reads it. */
import type { Paint } from './text.ts';

export type Answer<Document> = {
  readonly document: Document;
  /** Whether nothing in it is an error. */
  readonly isFine: boolean;
  text(paint: Paint): string;
};
