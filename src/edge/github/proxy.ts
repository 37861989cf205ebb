/**
 * The way to a server where the environment names a proxy, and which servers it leaves out, as curl reads those
 * variables: git goes there by curl, and both have to go the same way.
 */
import type { ProxySettings } from './settings.ts';

/** The proxy that a server is asked through; null where it is asked itself. */
export function proxyFor(url: URL, { httpProxy, httpsProxy, noProxy = '' }: ProxySettings): string | null {
  const proxy = url.protocol === 'https:' ? (httpsProxy ?? httpProxy) : httpProxy;
  const isLeftOut = noProxy.split(/[,\s]+/).some((entry) => covers(entry.toLowerCase(), url));
  return proxy === undefined || isLeftOut ? null : proxy;
}

/** An entry is `*`, or a host with all below it; a port behind it narrows it. */
function covers(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === '*') return true;
  const [, host = '', wanted] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const usual = protocol === 'https:' ? '443' : '80';
  if (host === '' || (wanted !== undefined && wanted !== (port || usual))) return false;
  return hostname === host || hostname.endsWith(`.${host}`);
}
