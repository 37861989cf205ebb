/** A release record's text with other values in it: what did not change keeps its place, its form and its comments. */
import { parseDocument } from 'yaml';
import { canonicalJson } from '../../kit/canonical.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';

const PARTS = ['release_tuple', 'previous', 'rollout', 'promotions'] as const;

/** The text that says `value`; the same text where it says so already. */
export function writeRelease(text: string, value: ReleaseRecord): string {
  const document = parseDocument(text);
  const has = (path: readonly string[]) => {
    const node = document.getIn(path);
    return canonicalJson(JSON.parse(JSON.stringify(node ?? null)));
  };
  let isSame = true;
  const put = (path: readonly string[], wanted: unknown) => {
    if (has(path) === canonicalJson(wanted)) return;
    document.setIn(path, document.createNode(wanted));
    isSame = false;
  };
  for (const part of PARTS) {
    if (part !== 'rollout') put([part], value[part]);
  }
  // Member by member, so that a stage that advances is one line that changes.
  for (const key of ['stage', 'candidate_tuple', 'cohort', 'since'] as const) {
    const wanted = value.rollout[key];
    if (wanted !== undefined) put(['rollout', key], wanted);
    else if (document.hasIn(['rollout', key])) {
      document.deleteIn(['rollout', key]);
      isSame = false;
    }
  }
  return isSame ? text : document.toString({ lineWidth: 0 });
}
