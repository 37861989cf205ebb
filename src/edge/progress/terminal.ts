/**
 * Progress on a terminal: one line that is rewritten, on standard error, and nothing but warnings where nobody watches.
 * A line that would wrap is cut, since what wrapped could not be cleared.
 */
import { excerpt } from '../../kit/problem.ts';
import type { Progress } from '../../ports/progress.ts';

export type Screen = {
  readonly isTTY?: boolean | undefined;
  /** How many characters a line takes; a window may be resized meanwhile. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
};

const CLEAR = '\r\u001b[2K';
const LONGEST = 300;
const WARNING = 1000;
const USUAL_COLUMNS = 80;

export function terminalProgress(screen: Screen): Progress {
  const warn = (sentence: string) => screen.write(`warning: ${excerpt(sentence, WARNING)}\n`);
  if (screen.isTTY !== true) return { phase: () => {}, advance: () => {}, warn, done: () => {} };
  let name = '';
  let shown = -1;
  const show = (text: string) => {
    const room = Math.max(1, (screen.columns || USUAL_COLUMNS) - 1);
    screen.write(`${CLEAR}${excerpt(text, room)}`);
  };
  return {
    phase(next) {
      name = excerpt(next, LONGEST);
      shown = -1;
      show(`${name} …`);
    },
    advance(done, total) {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      if (percent === shown) return;
      shown = percent;
      show(`${name} … ${percent} %`);
    },
    warn(sentence) {
      screen.write(CLEAR);
      warn(sentence);
    },
    done: () => screen.write(CLEAR),
  };
}
