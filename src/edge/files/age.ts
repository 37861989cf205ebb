/**
 * The age format, by the library of its author. Only seal.ts imports this file, and only when something sealed is at
 * hand: the library takes longer to load than a whole verb. Nothing the library says is passed on, since it quotes
 * identities in its errors.
 */
import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import { IDENTITY_VARIABLE } from '../../kit/secret.ts';

type Pieces = AsyncIterable<Uint8Array>;

/**
 * What was sealed, piece by piece; each piece is authentic, and the end of the iteration says that none is missing.
 * Throws `IDENTITY_REFUSED` or `SEAL_DAMAGED`.
 */
export async function* openAge(pieces: Pieces, identities: readonly string[], name: string): AsyncGenerator<Buffer> {
  const decrypter = decrypterOf(identities);
  let isNobody = false;
  // Asked last, so only where no identity before it had the key.
  decrypter.addIdentity({
    unwrapFileKey: () => {
      isNobody = true;
      return null;
    },
  });
  const source = passing(pieces);
  try {
    const opened = await decrypter.decrypt(ReadableStream.from(source));
    for await (const piece of iterate(opened)) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  } catch (error) {
    if (error instanceof Foreign) throw error.cause;
    throw isNobody ? refused(`no identity in ${IDENTITY_VARIABLE} opens ${excerpt(name, 200)}`) : damaged(name);
  } finally {
    await source.return(undefined);
  }
}

/** Seals to every recipient, piece by piece. Throws `USAGE` where one is no recipient, without quoting it. */
export async function sealAge(pieces: Pieces, recipients: readonly string[]): Promise<AsyncGenerator<Uint8Array>> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new AutotuneError('USAGE', 'a recipient is not one: it begins with age1, and `goldens keygen` prints one');
    }
  }
  return iterate(await encrypter.encrypt(ReadableStream.from(pieces)));
}

/** A new identity and its recipient. */
export async function generateKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

function decrypterOf(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const [index, identity] of identities.entries()) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw refused(`line ${index + 1} of ${IDENTITY_VARIABLE} is not an age identity`);
    }
  }
  return decrypter;
}

/** An error of who gives the pieces, which is no damage of the seal. */
class Foreign extends Error {}

async function* passing(pieces: Pieces): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (cause) {
    throw new Foreign('', { cause });
  }
}

/** Iterates a stream by its reader, so that who stops early also ends the reading of the file. */
async function* iterate(stream: {
  getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>; cancel(): Promise<void> };
}): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        isDone = true;
        throw error;
      });
      isDone = done;
      if (done) return;
      if (value !== undefined && value.length > 0) yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

function refused(message: string): AutotuneError {
  return new AutotuneError('IDENTITY_REFUSED', message);
}

function damaged(file: string): AutotuneError {
  const message = 'the file is not whole age data';
  const problem: Problem = { severity: 'error', code: 'SEAL_DAMAGED', file, line: 0, column: 0, message };
  return new AutotuneError('SEAL_DAMAGED', `${excerpt(file, 200)}: ${message}`, { problems: [problem] });
}
