/**
 * Which text YAML reads back as it is written without quotes. Asked of the library itself, and of what readers of the
 * older YAML 1.1 would make of it: the systems that serve a pack may be such readers.
 */
import { isMap, isScalar, isSeq, parseDocument, Scalar } from 'yaml';

/** Plain text that YAML 1.1 reads as something else: booleans, octal, binary, sexagesimal, grouped numbers and dates. */
const AMBIGUOUS =
  /^(?:y|yes|n|no|on|off|=|<<|[-+]?0[0-7_]+|[-+]?0b[01_]+|[-+]?\d[\d_,]*|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?|\d{4}-\d{1,2}-\d{1,2}.*)$/i;

/** Whether a string may stand without quotes, in a flow collection or in a block. */
export function isPlain(text: string, inFlow: boolean): boolean {
  if (AMBIGUOUS.test(text) || /[\r\n]/.test(text)) return false;
  const document = parseDocument(inFlow ? `[${text}]` : `k: ${text}`, { prettyErrors: false, logLevel: 'silent' });
  if (document.errors.length > 0 || document.warnings.length > 0) return false;
  const { contents } = document;
  if (isSeq(contents)) return inFlow && contents.items.length === 1 && isWritten(contents.items[0], text);
  return isMap(contents) && contents.items.length === 1 && isWritten(contents.items[0]?.value, text);
}

function isWritten(node: unknown, text: string): boolean {
  const isBare = isScalar(node) && node.type === Scalar.PLAIN && node.anchor === undefined && node.tag === undefined;
  return isBare && node.value === text && node.comment == null;
}
