/** The smallest edit of a text: some characters replaced by others, everything else as it was. */
export type Splice = { readonly start: number; readonly end: number; readonly text: string };

/** Why a value cannot be written so that writing the old one again restores the text. */
export type Misfit = {
  readonly start: number;
  readonly end: number;
  readonly misfit: string;
  readonly expected: string;
};

export function isMisfit(written: readonly Splice[] | Misfit): written is Misfit {
  return 'misfit' in written;
}

/** The text with all splices made; they must not overlap. */
export function splice(text: string, splices: readonly Splice[]): string {
  let at = 0;
  const pieces: string[] = [];
  for (const { start, end, text: replacement } of splices.toSorted((a, b) => a.start - b.start)) {
    if (start < at) throw new RangeError('two edits of one place');
    pieces.push(text.slice(at, start), replacement);
    at = end;
  }
  return [...pieces, text.slice(at)].join('');
}
