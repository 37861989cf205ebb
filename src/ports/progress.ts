/** What a run tells a person while it works. What is said may quote a document; the edge makes it safe to show. */
export type Progress = {
  /** A phase begins, e.g. `support.triage: search`. */
  phase(name: string): void;
  /** How far the phase is. */
  advance(done: number, total: number): void;
  /** The run is over, whatever its result. */
  done(): void;
};
