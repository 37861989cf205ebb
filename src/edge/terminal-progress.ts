/** Progress on a terminal: one line that is rewritten, on standard error, and nothing where nobody watches. */
import type { Progress } from '../ports/progress.ts';

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

const CLEAR = '\r\u001b[2K';

export function terminalProgress(screen: Screen): Progress {
  if (screen.isTTY !== true) return { phase: () => {}, advance: () => {}, done: () => {} };
  let name = '';
  let shown = -1;
  return {
    phase(next) {
      name = next;
      shown = -1;
      screen.write(`${CLEAR}${name} …`);
    },
    advance(done, total) {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      if (percent === shown) return;
      shown = percent;
      screen.write(`${CLEAR}${name} … ${percent} %`);
    },
    done: () => screen.write(CLEAR),
  };
}
