/**
 * Stands between a run and a git that stays: numbers every question as a deed of its own, and strikes at the one asked
 * for. Started by the `git` that test/making/striking-git.ts writes.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , real, folder, how, at, ...args] = process.argv;
const [ends, answered] = args.includes('update-ref')
  ? ['\ncommit\n', 'commit: ok\n']
  : args.includes('fast-import')
    ? ['\nprogress written\n\n', 'progress written\n']
    : ['\n', '\n'];
const git = spawn(real, args, { stdio: ['pipe', 'pipe', 'inherit'] });
let asked = '';
let answer = '';
let isStriking = false;

function numberOf(deed) {
  for (let number = 1; ; number++) {
    try {
      writeFileSync(join(folder, String(number)), deed, { flag: 'wx' });
      return number;
    } catch {}
  }
}

function killRun() {
  process.kill(process.ppid, 'SIGKILL');
  process.exit(137);
}

function deal(question) {
  const number = numberOf(args.join(' '));
  isStriking = number === Number(at);
  if (isStriking && how === 'before') killRun();
  if (isStriking && how === 'midway') {
    git.stdin.end(Buffer.from(question.slice(0, Math.min(number * 90, question.length - 1)), 'latin1'));
    git.on('close', killRun);
  } else git.stdin.write(Buffer.from(question, 'latin1'));
}

process.stdin.on('data', (chunk) => {
  asked += chunk.toString('latin1');
  for (let end = asked.indexOf(ends); end >= 0; end = asked.indexOf(ends)) {
    const question = asked.slice(0, end + ends.length);
    asked = asked.slice(question.length);
    deal(question);
  }
});
process.stdin.on('end', () => git.stdin.end(Buffer.from(asked, 'latin1')));
git.stdin.on('error', () => undefined);
git.stdout.on('data', (chunk) => {
  if (!isStriking) return process.stdout.write(chunk);
  answer += chunk.toString('latin1');
  if (!answer.includes(answered)) return;
  if (how === 'after') killRun();
  process.kill(process.pid, 'SIGKILL');
});
git.on('close', (code) => {
  if (how !== 'midway' || !isStriking) process.exit(code ?? 1);
});
