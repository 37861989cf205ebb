/** Makes what a held-out set is sealed with. Nothing made here is written anywhere. */
export type Keyring = {
  /** A new age identity, which is secret, and the recipient that belongs to it, which is not. */
  generate(): Promise<{ readonly identity: string; readonly recipient: string }>;
};
