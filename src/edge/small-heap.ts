/**
 * Asks V8 for a small heap while large files stream by: what is read is soon garbage, and by default the collector
 * lets hundreds of megabytes of it pile up before it looks. A little time is given for a lot of memory.
 */
import { setFlagsFromString } from 'node:v8';

let isAsked = false;

export function keepHeapSmall(): void {
  if (isAsked) return;
  isAsked = true;
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--semi-space-growth-factor=1');
}
