/** Progress in a log of lines that nobody can rewrite: a group a phase, and in it a line at every quarter. */
import { excerpt } from '../../kit/problem.ts';
import type { Progress } from '../../ports/progress.ts';

/** A log with groups that can be folded. What is said is on one line and without control characters. */
export type Outline = {
  open(title: string): void;
  say(line: string): void;
  close(): void;
};

const LONGEST = 300;
const WARNING = 1000;
const QUARTERS = 4;

export function outlineProgress(outline: Outline): Progress {
  let isOpen = false;
  let shown = 0;
  const close = () => {
    if (isOpen) outline.close();
    isOpen = false;
  };
  return {
    phase(name) {
      close();
      outline.open(excerpt(name, LONGEST));
      isOpen = true;
      shown = 0;
    },
    advance(done, total) {
      const quarter = total === 0 ? QUARTERS : Math.floor((done / total) * QUARTERS);
      if (quarter <= shown) return;
      shown = quarter;
      outline.say(`${(quarter * 100) / QUARTERS} %`);
    },
    warn: (sentence) => outline.say(`warning: ${excerpt(sentence, WARNING)}`),
    done: close,
  };
}
