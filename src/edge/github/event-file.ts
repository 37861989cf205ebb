/** The file of the event that started a job. It is somebody else's words: read within a limit, and believed by nobody here. */
import { readFile, stat } from 'node:fs/promises';
import type { Environment } from '../git/git.ts';

/** Bytes; GitHub sends no larger event. */
const LARGEST = 25 * 1024 * 1024;

export type EventFile = { readonly payload: unknown } | { readonly unread: string };

/** What the file says, or in half a sentence why nobody can tell. */
export async function readEventFile(environment: Environment): Promise<EventFile> {
  const path = environment['GITHUB_EVENT_PATH'] ?? '';
  try {
    if ((await stat(path)).size > LARGEST) return { unread: 'the file of the event is too large' };
    return { payload: JSON.parse(await readFile(path, 'utf8')) };
  } catch {
    return { unread: 'there is no file of the event, or it does not read' };
  }
}
