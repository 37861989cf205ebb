/**
 * How much a new prompt block adds, for the limit that keeps prompts from growing run by run. Tokens are estimated on
 * the high side, one for every three bytes, because the tokenizer of the model that will read them is not known here.
 */
const BYTES_A_TOKEN = 3;

/** The estimated tokens of what stands between the beginning and the end that both texts have in common. */
export function addedTokens(before: string, after: string): number {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const added = after.slice(start, after.length - end);
  return Math.ceil(new TextEncoder().encode(added).length / BYTES_A_TOKEN);
}
