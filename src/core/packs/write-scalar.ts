/**
 * Writes a scalar in place of another so that the style of the text survives and writing the old value again gives the
 * old text. What does not allow that is refused, not reformatted.
 */
import { Scalar } from 'yaml';
import { isPlain } from './plain-text.ts';
import { isMisfit, type Misfit, type Splice } from './splice.ts';
import { type WrittenBlock, writeBlock } from './write-block.ts';

/** A scalar of a text. */
export type Written = {
  readonly text: string;
  readonly node: Scalar;
  readonly start: number;
  readonly end: number;
  readonly inFlow: boolean;
};

export type ScalarValue = number | string;

/** The splices that put `to` in the place of a scalar, or why they would not restore. */
export function writeScalar(written: Written, to: ScalarValue): Splice[] | Misfit {
  const misfit = misfitOf(written);
  if (misfit !== null) return misfit;
  const { node, start, end } = written;
  if (to === node.value) return [];
  if (typeof to !== typeof node.value) return refuse(written, 'a number stays a number and text stays text');
  if (isBlock(node)) return writeBlock(blockOf(written), String(to));
  const text = styled(written, to);
  return text === null ? refuse(written, 'the new value cannot be written in this style') : [{ start, end, text }];
}

/** Null where a scalar is written in a form that a patch can restore exactly, else what is wrong with it. */
export function misfitOf(written: Written): Misfit | null {
  const { text, node, start, end } = written;
  const value: unknown = node.value;
  if (typeof value !== 'string' && typeof value !== 'number') return refuse(written, 'this is not a value');
  if (isBlock(node)) {
    const same = writeBlock(blockOf(written), String(value));
    return isMisfit(same) ? same : null;
  }
  const isExact = text.slice(start, end) === styled(written, value);
  return isExact ? null : refuse(written, 'this way of writing the value is not kept');
}

/**
 * A value in the style of another scalar, or null where that style cannot hold it. Quotes stay as they are, except that
 * a plain string that needs quotes gets single ones, and single quotes that were needed go where none are: the two are
 * each other's inverse.
 */
export function styled({ node, inFlow }: Pick<Written, 'node' | 'inFlow'>, to: ScalarValue): string | null {
  if (typeof to === 'number') return isDecimal(String(to)) ? String(to) : null;
  if (node.type === Scalar.QUOTE_DOUBLE) return JSON.stringify(to);
  const neededQuotes = node.type === Scalar.QUOTE_SINGLE && !isPlain(String(node.value), inFlow);
  if (node.type === Scalar.PLAIN || (neededQuotes && to !== node.value)) {
    return isPlain(to, inFlow) ? to : singleQuoted(to);
  }
  return singleQuoted(to);
}

function isBlock({ type }: Scalar): boolean {
  return type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
}

function blockOf({ text, node, start, end }: Written): WrittenBlock {
  return { text, value: String(node.value), start, end };
}

function singleQuoted(text: string): string | null {
  return /[\r\n]/.test(text) ? null : `'${text.replaceAll("'", "''")}'`;
}

function isDecimal(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
}

function refuse({ start, end }: Written, misfit: string): Misfit {
  return {
    start,
    end,
    misfit,
    expected: 'a plain decimal number; text on one line without escapes, in quotes where it could be read otherwise',
  };
}
