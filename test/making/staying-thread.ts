/** The thread that talks to a process that stays while the test's own thread waits for it: the waiting half of `staying.ts`. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { type Asked, start } from './staying.ts';

const { port, turn } = workerData as { readonly port: MessagePort; readonly turn: Int32Array };

port.on('message', async (asked: Asked) => {
  port.postMessage(await start(asked).ended);
  Atomics.store(turn, 0, 1);
  Atomics.notify(turn, 0);
});
