/** Which version this is: the bundle has it written in, the sources do not know. */
declare const AUTOTUNE_VERSION: string | undefined;

export const VERSION = typeof AUTOTUNE_VERSION === 'string' ? AUTOTUNE_VERSION : '0.0.0-source';

/** Name and version of this program, for the documents it writes. */
export const PRODUCER = `contextos-autotune@${VERSION}`;
