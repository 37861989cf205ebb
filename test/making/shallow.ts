/** Goldens that were recorded anew under the candidate, and no deeper than it retrieves: the tuple before is answered no more. */
import { parse } from 'yaml';
import { GoldenCase } from '../../src/schema/golden-case.ts';
import { autotune, edit, git } from './repository.ts';

const SETS = ['goldens/bench.answer/search.jsonl', 'goldens/bench.answer/test.jsonl'];
const BEFORE = 'release.bench.answer@2026-05-01';

/** A case as the recorder would leave it that retrieves so deep, and no deeper. */
function recordedUnder(golden: GoldenCase, id: string, { top_k, max_hops }: Deep): GoldenCase {
  const evidence = Object.entries(golden.evidence).map(([bucket, { items }]) => {
    const kept = items.filter(({ hop }) => hop <= max_hops);
    return [bucket, { recorded_depth: top_k, recorded_hops: max_hops, items: kept }];
  });
  return { ...golden, release_tuple_id: id, evidence: Object.fromEntries(evidence) };
}

type Deep = { readonly top_k: number; readonly max_hops: number };

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
        .trimEnd()
        .split('\n')
        .map((line) => `${JSON.stringify(recordedUnder(GoldenCase.parse(JSON.parse(line)), id, evidence.kb))}\n`)
        .join(''),
    );
  }
  const { status, stderr } = autotune(root, ['goldens', 'stamp']);
  if (status !== 0) throw new Error(stderr);
}
