/** What a runner shows of a verb, as its verbs ask for it: they never meet the toolkit, so that they print nothing it obeys. */
import type { Annotation } from './annotations.ts';
import type { Outputs } from './outputs.ts';

export type Reporter = {
  /** Lines of the log, each made harmless; ends the group that is open. */
  say(text: string): void;
  annotate(annotations: readonly Annotation[]): void;
  /** Markdown sections, in the place of what the page was; what GitHub would not take is left out and named. */
  showPage(sections: readonly string[]): Promise<void>;
  /** The outputs, and the document as the file that `report` names. */
  setOutputs(outputs: Outputs, document: unknown): Promise<void>;
};
