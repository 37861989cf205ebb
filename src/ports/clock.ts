/** The instant a run happens at. It is read once per run and only dates documents; no decision rests on it. */
export type Clock = {
  /** RFC 3339 in UTC with whole seconds, e.g. `2026-05-12T06:00:00Z`. */
  now(): Promise<string>;
};
