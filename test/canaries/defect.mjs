/**
 * Loaded before the program: at the nth time that a held-out word is looked up in a map or a set, it throws an error
 * that quotes the word, as a defect of a package would, or kills the program. `end` takes it away.
 */
let left = Number(process.env.CANARY_DEFECT_AT);
const isDeadly = process.env.CANARY_DEFECT_HOW === 'kill';

function touch(value) {
  if (typeof value !== 'string' || !value.includes('zqcanary')) return;
  left -= 1;
  if (left !== 0) return;
  if (isDeadly) process.kill(process.pid, 'SIGKILL');
  throw new TypeError(`cannot work on ${value}`);
}

const replaced = [];
for (const kind of [Map, Set]) {
  for (const name of ['get', 'has', 'set', 'add']) {
    const real = kind.prototype[name];
    if (real === undefined) continue;
    replaced.push(() => {
      kind.prototype[name] = real;
    });
    kind.prototype[name] = function (key, ...rest) {
      touch(key);
      return real.call(this, key, ...rest);
    };
  }
}

export function end() {
  for (const back of replaced) back();
}
