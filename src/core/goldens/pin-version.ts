/** Writes another version into the manifest's text; every other byte stays as it is. */
import { isScalar, parseDocument } from 'yaml';

/** The text with the version in the place of the one that stands there. */
export function pinVersion(text: string, version: string): string {
  const document = parseDocument(text);
  const node = document.get('version', true);
  if (isScalar(node) && node.range) return `${text.slice(0, node.range[0])}${version}${text.slice(node.range[1])}`;
  document.set('version', version);
  return document.toString({ lineWidth: 0 });
}
