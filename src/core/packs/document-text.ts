/** A YAML text whose values can be found and written in place: the one view of a document that patching has. */
import { isMap, isNode, isScalar, isSeq } from 'yaml';
import { canonicalJson } from '../../kit/canonical.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import { placesIn } from '../../kit/source-text.ts';
import { parseYaml } from '../../kit/yaml-document.ts';
import type { SurfaceValue } from '../../schema/tunable-surface.ts';
import { valueAt } from './address.ts';
import { isMisfit, type Misfit, type Splice } from './splice.ts';
import { misfitOfList, writeList } from './write-list.ts';
import { misfitOf, writeScalar } from './write-scalar.ts';

/** One value of a document to be replaced by another. */
export type Edit = { readonly path: string; readonly from: SurfaceValue; readonly to: SurfaceValue };

export type DocumentText = {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Where there are problems nothing can be written. */
  readonly problems: readonly Problem[];
  readonly root: unknown;
};

/** A node of the text and whether it stands in brackets or braces. */
type Spot = { readonly node: unknown; readonly inFlow: boolean };

export function openText(file: string, text: string): DocumentText {
  const { value, problems, root } = parseYaml(file, text);
  return { file, text, value, problems, root: problems.length > 0 ? null : root };
}

/** The splices that put an edit's `to` in the place of its `from`, or the problem with doing so. */
export function writeAt(document: DocumentText, { path, from, to }: Edit): readonly Splice[] | Problem {
  const spot = spotAt(document, path);
  const current = valueAt(document.value, path);
  if (spot === null || current === undefined) return missing(document, path);
  if (canonicalJson(current) !== canonicalJson(from)) return stale(document, spot, path, from);
  const written = writeSpot(document, spot, to);
  return isMisfit(written) ? problemOf(document, path, written) : written;
}

/** The problem with the way the value at a path is written, or null where a patch can restore it exactly. */
export function formProblem(document: DocumentText, path: string): Problem | null {
  const spot = spotAt(document, path);
  if (spot === null) return missing(document, path);
  const misfit = misfitOfSpot(document, spot);
  return misfit === null ? null : problemOf(document, path, misfit);
}

/** The problem that an edit cannot be undone without a trace. */
export function traceProblem(document: DocumentText, path: string): Problem {
  const [start, end] = rangeOf(spotAt(document, path)?.node);
  const misfit = 'after this change the old text could not be restored exactly';
  return problemOf(document, path, {
    start,
    end,
    misfit,
    expected: 'the value in double quotes, or a new value of its kind',
  });
}

/** The problem that two edits mean the same place. */
export function twiceProblem(document: DocumentText, path: string): Problem {
  const [start, end] = rangeOf(spotAt(document, path)?.node);
  const misfit = 'two edits would change this place';
  return {
    ...problemOf(document, path, { start, end, misfit, expected: 'one edit for each value' }),
    code: 'DOC_SHAPE',
  };
}

function spotAt(document: DocumentText, path: string): Spot | null {
  let spot: Spot = { node: document.root, inFlow: false };
  for (const key of path.split('.')) {
    const { node } = spot;
    if (!isMap(node)) return null;
    const pair = node.items.find((each) => isScalar(each.key) && each.key.value === key);
    if (pair === undefined) return null;
    spot = { node: pair.value, inFlow: spot.inFlow || node.flow === true };
  }
  return spot;
}

function writeSpot({ text }: DocumentText, { node, inFlow }: Spot, to: SurfaceValue): readonly Splice[] | Misfit {
  const [start, end] = rangeOf(node);
  if (isSeq(node) && Array.isArray(to)) return writeList({ text, node, start, end }, to);
  if (isScalar(node) && !Array.isArray(to)) return writeScalar({ text, node, start, end, inFlow }, to);
  return {
    start,
    end,
    misfit: 'the new value is of another kind',
    expected: Array.isArray(to) ? 'a list' : 'one value',
  };
}

function misfitOfSpot({ text }: DocumentText, { node, inFlow }: Spot): Misfit | null {
  const [start, end] = rangeOf(node);
  if (isSeq(node)) return misfitOfList({ text, node, start, end });
  if (isScalar(node)) return misfitOf({ text, node, start, end, inFlow });
  return { start, end, misfit: 'a patch changes single values only', expected: 'a number, text or a list of text' };
}

function rangeOf(node: unknown): [start: number, end: number] {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
}

function missing({ file }: DocumentText, path: string): Problem {
  const message = `There is no \`${path}\`.`;
  return { severity: 'error', code: 'SURFACE_PATH_MISSING', file, line: 0, column: 0, message };
}

function stale(document: DocumentText, spot: Spot, path: string, from: SurfaceValue): Problem {
  const [start, end] = rangeOf(spot.node);
  const misfit = 'this is not the value that the patch was made from';
  const problem = problemOf(document, path, { start, end, misfit, expected: excerpt(JSON.stringify(from)) });
  return { ...problem, code: 'DOC_SHAPE' };
}

function problemOf({ file, text }: DocumentText, path: string, { start, end, misfit, expected }: Misfit): Problem {
  const { line, column, text: found } = placesIn(text)(start, end);
  const message = `\`${path}\`: ${misfit}.`;
  return {
    severity: 'error',
    code: 'SURFACE_VALUE_FORM',
    file,
    line,
    column,
    message,
    found: excerpt(found),
    expected,
  };
}
