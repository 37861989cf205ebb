/** The one secret autotune is ever given, and how it is kept out of everything that is printed. */

/** The environment variable that holds the age identity of the held-out sets, or several, one a line. */
export const IDENTITY_VARIABLE = 'AUTOTUNE_HELDOUT_IDENTITY';

const SHORTEST = 8;

/**
 * A function that hides every line and word of a secret in a text, also where an excerpt shows the beginning of one
 * only. Without a secret it gives the text back.
 */
export function hiding(secret: string | undefined): (text: string) => string {
  const words = (secret ?? '').split(/\s+/).filter((word) => word.length >= SHORTEST);
  return (text) => words.reduce((hidden, word) => hideCut(hidden.replaceAll(word, '***'), word), text);
}

/** Hides the beginning of a word where the text was cut within it. */
function hideCut(text: string, word: string): string {
  const beginning = word.slice(0, SHORTEST);
  if (!text.includes(beginning)) return text;
  return text.replace(/\S+…/g, (cut) => {
    const at = cut.lastIndexOf(beginning);
    return at >= 0 && word.startsWith(cut.slice(at, -1)) ? `${cut.slice(0, at)}***…` : cut;
  });
}

/** The identities in a text as `age-keygen` writes it: one a line, lines with `#` are comments. */
export function identitiesIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
