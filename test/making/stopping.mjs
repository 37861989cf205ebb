/** Loaded before the program: it is sent a signal at the moment it says some words, or has just started a git with such an argument. */
import child_process from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const { STOP_BY: signal, STOP_AT: moment = '' } = process.env;
delete process.env.STOP_BY;

const stop = () => process.kill(process.pid, signal);

const spawn = child_process.spawn;
child_process.spawn = (command, args, options) => {
  const child = spawn(command, args, options);
  if (args.includes(moment)) stop();
  return child;
};
syncBuiltinESMExports();

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text, ...more) => {
  const answer = write(text, ...more);
  if (String(text).includes(moment)) stop();
  return answer;
};
