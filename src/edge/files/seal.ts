/** What opens and makes sealed files. The library behind it is loaded when the first of them is met, never before. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { IDENTITY_VARIABLE, identitiesIn } from '../../kit/secret.ts';
import type { Keyring } from '../../ports/keyring.ts';

type Pieces = AsyncIterable<Uint8Array>;

export type Seal = {
  /** Whether there is an identity at all. */
  readonly hasIdentity: boolean;
  /** What was sealed. Throws `HELDOUT_SEALED` without an identity, `IDENTITY_REFUSED` with none that fits, `SEAL_DAMAGED`. */
  open(pieces: Pieces, name: string): AsyncGenerator<Buffer>;
  /** The same bytes sealed. Throws `USAGE` for what is no recipient. */
  close(pieces: Pieces, recipients: readonly string[]): AsyncGenerator<Uint8Array>;
};

/** @param identity what the environment variable holds; an empty one is none */
export function openSeal(identity: string | undefined): Seal {
  const identities = identitiesIn(identity);
  return {
    hasIdentity: identities.length > 0,
    async *open(pieces, name) {
      if (identities.length === 0) {
        throw new AutotuneError(
          'HELDOUT_SEALED',
          `${excerpt(name, 200)} is sealed, and ${IDENTITY_VARIABLE} is not set`,
        );
      }
      const { openAge } = await import('./age.ts');
      yield* openAge(pieces, identities, name);
    },
    async *close(pieces, recipients) {
      const { sealAge } = await import('./age.ts');
      yield* await sealAge(pieces, recipients);
    },
  };
}

/** New identities, made here and kept nowhere. */
export const ageKeyring: Keyring = {
  async generate() {
    const { generateKey } = await import('./age.ts');
    return generateKey();
  },
};
