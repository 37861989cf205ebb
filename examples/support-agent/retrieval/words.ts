// How text becomes search terms, and how a misspelt word of a ticket finds back to a word that the articles know.

const stop = new Set(
  'a an and are as at be been but by can could did do does for from get got had has have he her hi hello here how i if in into is it its just me my no not now of off on one or our out please she so some still than thanks that the their them then there these they this to too up us was we were what when where which while who why will with would you your'.split(
    ' ',
  ),
);

/** One normalised search term, or null for a word that says nothing. */
export function termOf(word: string): string | null {
  const low = word.toLowerCase();
  if (low.length < 2 || stop.has(low)) return null;
  if (low.length > 5 && low.endsWith('ing')) return low.slice(0, -3);
  if (low.length > 4 && low.endsWith('ed')) return low.slice(0, -2);
  if (/(ss|ch|sh|x)es$/.test(low)) return low.slice(0, -2);
  if (low.length > 3 && low.endsWith('s') && !low.endsWith('ss')) return low.slice(0, -1);
  return low;
}

/** Splits text into raw words. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 0);
}

/** Corrects words that nobody knows to the most usual word a single slip away; anything else is left alone. */
export function correct(
  text: string,
  vocabulary: ReadonlyMap<string, number>,
  isKnown: (word: string) => boolean,
): string {
  return text.replaceAll(/\p{L}{5,}/gu, (word) => {
    const low = word.toLowerCase();
    if (vocabulary.has(low) || vocabulary.has(termOf(low) ?? low) || isKnown(low)) return word;
    let best: string | null = null;
    for (const candidate of slips(low)) {
      if ((vocabulary.get(candidate) ?? 0) > (best === null ? 0 : (vocabulary.get(best) ?? 0))) best = candidate;
    }
    return best ?? word;
  });
}

function* slips(word: string): Generator<string> {
  for (let i = 0; i <= word.length; i++) {
    const left = word.slice(0, i);
    const right = word.slice(i);
    if (right.length > 0) yield left + right.slice(1);
    if (right.length > 1) yield left + right.charAt(1) + right.charAt(0) + right.slice(2);
    for (let code = 97; code <= 122; code++) {
      const letter = String.fromCharCode(code);
      yield left + letter + right;
      if (right.length > 0) yield left + letter + right.slice(1);
    }
  }
}
