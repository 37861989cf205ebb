/**
 * Asks V8 for a small heap while large files stream by: what is read is soon garbage, and by default the collector
 * lets hundreds of megabytes of it pile up before it looks. A little time is given for a lot of memory.
 */
import { setFlagsFromString } from 'node:v8';

/** A file beyond this many bytes is one that must not show in the memory of who reads it. */
const LARGE = 4 * 1024 * 1024;

let isAsked = false;

/** @param bytes how large what will be read is */
export function keepHeapSmall(bytes: number): void {
  if (isAsked || bytes <= LARGE) return;
  isAsked = true;
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--semi-space-growth-factor=1');
}
