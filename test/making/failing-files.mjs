/** Loaded before the program: the nth file or folder that it moves into place fails, or kills the program before or after. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env.FAIL_AT);
const how = process.env.FAIL_HOW;

for (const name of ['rename', 'link']) {
  const real = fs.promises[name];
  fs.promises[name] = async (from, to) => {
    if (!String(from).includes('.autotune-init-')) return real(from, to);
    left -= 1;
    if (left !== 0) return real(from, to);
    if (how === 'full') throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    if (how === 'after') await real(from, to);
    process.kill(process.pid, 'SIGKILL');
  };
}
syncBuiltinESMExports();
