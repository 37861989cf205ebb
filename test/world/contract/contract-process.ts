/** The contract in a process of its own: what it compiles for an operation, it compiles once for all test files. */
import { createServer } from 'node:http';
import { bodyOf, listen } from '../http.ts';
import { type ForwardRequest, loadContract } from './contract.ts';

type Asked = { readonly request: ForwardRequest; readonly upstream: string };

const server = createServer(async (request, response) => {
  const asked = JSON.parse((await bodyOf(request)).toString()) as Asked;
  const judged = loadContract().then((judge) => judge(asked.request, asked.upstream));
  await judged.then(
    (forwarded) => response.end(JSON.stringify(forwarded)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});

process.on('disconnect', () => process.exit());
process.send?.(await listen(server));
