/** The shape of a row in the table of verbs, and the options that many rows share. */
export type OptionSpec = { readonly flag: string; readonly value?: string; readonly text: string };
type Word = { readonly name: string; readonly text: string };

export type VerbSpec = {
  readonly verb: string;
  readonly summary: string;
  /** The one word that the verb needs beside its options. */
  readonly argument?: Word | undefined;
  /** The words that it needs behind that one. */
  readonly rest?: Word | undefined;
  readonly options: readonly OptionSpec[];
};

export const REPO: OptionSpec = {
  flag: 'repo',
  value: 'DIR',
  text: 'the checkout to work on; default: where you stand',
};
export const INTENT: OptionSpec = { flag: 'intent', value: 'ID', text: 'only this intent, due or not' };
export const FORGE: OptionSpec = {
  flag: 'forge',
  value: 'NAME',
  text: 'where proposals and the ledger live: `local` (the default), the git repository itself, or `github`',
};
export const JSON_OUTPUT: OptionSpec = {
  flag: 'json',
  text: 'exactly one JSON document on standard output, all else on standard error',
};
