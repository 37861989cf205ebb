// Real token counts (o200k_base), remembered per text because the same section is counted for many tickets.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const counted = new Map<string, number>();

/** How many tokens the text takes in the model's context. */
export function tokensOf(text: string): number {
  const known = counted.get(text);
  if (known !== undefined) return known;
  const tokens = countTokens(text);
  counted.set(text, tokens);
  return tokens;
}
