/**
 * Looks over a YAML text's tokens before anything is built from them: which refused features it uses and how deep
 * collections nest. It stands apart from the reader because it must not recurse: the depth is an attacker's choice.
 */
import { CST, Lexer, Parser } from 'yaml';
import { MAX_DEPTH } from './source-text.ts';

/** About 700 kB of dense YAML: no pack comes near, and a text made of marks alone stays cheap to refuse. */
const MAX_LEXEMES = 1_000_000;
/** What the lexer says between the pieces of the text. */
const MARKS = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

export type Feature = {
  readonly name: 'alias' | 'anchor' | 'tag' | 'directive' | 'second document';
  readonly offset: number;
  readonly length: number;
};

/** A text that costs more to read than any document is worth. */
export type Excess = {
  readonly code: 'DOC_SYNTAX' | 'DOC_TOO_LARGE';
  readonly offset: number;
  readonly message: string;
};

export type Tokens = {
  readonly tokens: readonly CST.Token[];
  /** In no particular order. */
  readonly features: readonly Feature[];
  /** Where there is an excess, the tokens are of no use. */
  readonly excess: Excess | undefined;
};

type Visit = { readonly token: CST.Token; readonly depth: number };

/** Splits a YAML text into tokens and says which refused features are among them. */
export function tokenize(text: string): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let lexemes = 0;
  let flowDepth = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexeme === '[' || lexeme === '{') flowDepth += 1;
    else if (lexeme === ']' || lexeme === '}') flowDepth -= 1;
    if (flowDepth > MAX_DEPTH) return { tokens, features: [], excess: tooDeep(offset) };
    if (lexemes > MAX_LEXEMES) return { tokens, features: [], excess: tooMany(offset) };
    if (!MARKS.has(lexeme)) offset += lexeme.length;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  return { tokens, ...survey(tokens) };
}

function tooDeep(offset: number): Excess {
  return { code: 'DOC_SYNTAX', offset, message: `Collections nest deeper than ${MAX_DEPTH} levels.` };
}

function tooMany(offset: number): Excess {
  return { code: 'DOC_TOO_LARGE', offset, message: `The document has more than ${MAX_LEXEMES} tokens.` };
}

function survey(tokens: readonly CST.Token[]): Omit<Tokens, 'tokens'> {
  const features: Feature[] = [];
  let excess: Excess | undefined;
  let documents = 0;
  const open: Visit[] = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { token, depth } = visit;
    if (token.type === 'document') documents += 1;
    const name = token.type === 'document' && documents === 2 ? 'second document' : featureOf(token);
    if (name !== undefined) features.push({ name, offset: token.offset, length: lengthOf(token) });
    if (depth > MAX_DEPTH) excess ??= tooDeep(token.offset);
    else for (const child of childrenOf(token, depth)) open.push(child);
  }
  return { features, excess };
}

function featureOf(token: CST.Token): Feature['name'] | undefined {
  switch (token.type) {
    case 'alias':
    case 'anchor':
    case 'tag':
    case 'directive':
      return token.type;
    default:
      return undefined;
  }
}

function lengthOf(token: CST.Token): number {
  return 'source' in token ? token.source.length : 3;
}

function childrenOf(token: CST.Token, depth: number): Visit[] {
  if (token.type === 'document') return visitsOf([...token.start, token.value], depth);
  if (token.type === 'block-scalar') return visitsOf(token.props, depth);
  if (!('items' in token)) return [];
  const parts = token.items.flatMap((item) => [...item.start, item.key, ...(item.sep ?? []), item.value]);
  return visitsOf(parts, depth + 1);
}

function visitsOf(tokens: readonly (CST.Token | null | undefined)[], depth: number): Visit[] {
  return tokens.flatMap((token) => (token === null || token === undefined ? [] : [{ token, depth }]));
}
