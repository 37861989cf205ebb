/** The known names that come closest to one that is not known, for errors that help. */

/** At most `most` of the names, the closest first; names that have nothing in common with the word are left out. */
export function nearest(word: string, names: readonly string[], most = 5): string[] {
  const wanted = word.toLowerCase().slice(0, 200);
  const ranked = names.map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }));
  return ranked
    .filter(({ name, distance }) => distance < Math.max(name.length, wanted.length))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Levenshtein's distance; a name that holds the whole word is as close as one typing error. */
function distanceOf(word: string, name: string): number {
  if (word !== '' && name.includes(word)) return 1;
  let row = Array.from({ length: name.length + 1 }, (_, i) => i);
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      const swap = (row[j - 1] ?? 0) + (word[i - 1] === name[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
