/** What a run tells a person while it works. What is said may quote a document; the edge makes it safe to show. */
export type Progress = {
  /** A phase begins, e.g. `support.triage: search`. */
  phase(name: string): void;
  /** How far the phase is. */
  advance(done: number, total: number): void;
  /** Something that could not be done, and matters too little to end the run, in a sentence. */
  warn(sentence: string): void;
  /** The run is over, whatever its result. */
  done(): void;
};
