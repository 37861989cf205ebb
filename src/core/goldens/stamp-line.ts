/** Writes a case's stamp into its line and leaves every other byte as it is. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { GoldenCase } from '../../schema/golden-case.ts';

/** The line with the given stamp; a line that has one gets it replaced in place. */
export function stampLine(line: string, golden: GoldenCase, stamp: NonNullable<GoldenCase['baseline']>): string {
  const text = JSON.stringify(stamp);
  if (golden.baseline === undefined) {
    const end = line.lastIndexOf('}');
    return `${line.slice(0, end)},"baseline":${text}${line.slice(end)}`;
  }
  const root = parseTree(line);
  const node = root && findNodeAtLocation(root, ['baseline']);
  return node === undefined ? line : line.slice(0, node.offset) + text + line.slice(node.offset + node.length);
}
