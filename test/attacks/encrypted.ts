/** A server of an enterprise as it really stands in its network: reached by TLS alone, through a proxy that sees no more than where to. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createEncrypted } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The certificate of a host, signed by nobody else: by its path, for who is to trust it. */
function certificateOf(host: string): { readonly path: string; readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-tls-'));
  const [path, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-days', '2'];
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', ...made, ...subject, '-keyout', key, '-out', path], { stdio: 'ignore' });
  return { path, key: readFileSync(key, 'utf8'), cert: readFileSync(path, 'utf8') };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Speaks TLS in front of a plain server. @param answered the paths that were asked for inside of it */
function endOf({ key, cert }: ReturnType<typeof certificateOf>, target: URL, answered: string[]): Server {
  return createEncrypted({ key, cert }, (incoming, answer) => {
    const { method, headers, url: path = '' } = incoming;
    answered.push(path);
    const onward = request({ host: target.hostname, port: target.port, path, method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(onward);
  });
}

export type Encrypted = {
  readonly proxy: string;
  /** The file of the only certificate that the server has. */
  readonly certificate: string;
  /** What was asked of the proxy, each as `METHOD where`. */
  readonly asked: string[];
  /** All bytes that clients sent through it. */
  readonly sent: Buffer[];
  /** What the server was asked for inside of that. */
  readonly answered: string[];
};

export async function encrypted(host: string, target: URL): Promise<Encrypted> {
  const certificate = certificateOf(host);
  const [asked, sent, answered]: [string[], Buffer[], string[]] = [[], [], []];
  const port = await listening(endOf(certificate, target, answered));
  const proxy = createServer(({ method, url }, answer) => {
    asked.push(`${method} ${url}`);
    answer.writeHead(502).end();
  });
  proxy.on('connect', ({ url }, client, head) => {
    asked.push(`CONNECT ${url}`);
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      client.on('data', (bytes: Buffer) => sent.push(bytes));
      onward.pipe(client).pipe(onward);
    });
    for (const end of [onward, client]) end.on('error', () => onward.destroy());
    onTestFinished(() => void onward.destroy());
  });
  return { proxy: `http://127.0.0.1:${await listening(proxy)}`, certificate: certificate.path, asked, sent, answered };
}
