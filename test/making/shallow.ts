/** Goldens that were recorded anew under the candidate, and no deeper than it retrieves: the tuple before is answered no more. */
import { parse } from 'yaml';
import { autotune, edit, git } from './repository.ts';

const SETS = ['goldens/bench.answer/search.jsonl', 'goldens/bench.answer/test.jsonl'];
const BEFORE = 'release.bench.answer@2026-05-01';

/** Changes and stamps the files of the checkout, whose pack is that of the candidate; nothing is committed. */
export function recordShallow(root: string): void {
  const { rollout } = parse(git(root, 'show', 'HEAD:packs/bench/releases/bench.answer.yaml'));
  const { evidence, context_budget, planner } = parse(git(root, 'show', 'HEAD:packs/bench/pack.yaml'));
  const { id } = rollout.candidate_tuple;
  const under = JSON.stringify({ evidence, context_budget, planner });
  edit(root, 'goldens/bench.answer/manifest.yaml', (text) =>
    text.replace(new RegExp(`^ {2}${BEFORE}: .*$`, 'm'), `  "${id}": ${under}`),
  );
  for (const path of SETS) {
    edit(root, path, (text) =>
      text
        .replaceAll(BEFORE, id)
        .replaceAll('"recorded_depth":12', `"recorded_depth":${evidence.kb.top_k}`)
        .replaceAll('"recorded_hops":3', `"recorded_hops":${evidence.kb.max_hops}`),
    );
  }
  const { status, stderr } = autotune(root, ['goldens', 'stamp']);
  if (status !== 0) throw new Error(stderr);
}
