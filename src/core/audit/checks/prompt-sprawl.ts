/** Prompt sprawl: instructions are appended run by run. Each change of a prompt is bounded, and the growth is counted. */
import { addedTokens } from '../../packs/added-tokens.ts';
import { candidatesOf, named, type OfRun, recordOf } from '../candidates.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import type { AuditedProposal, AuditFacts } from '../facts.ts';

export const promptSprawl: Check = {
  id: 'prompt_sprawl',
  question: 'Can prompts grow run by run?',
  control: 'a limit of added tokens on every prompt surface, and one for all merged changes of it together',
  empty: 'no run is on the ledger yet',
  claims: (facts) => [
    claimOf('candidates add no more to a prompt than its surface allows', candidatesOf(facts), {
      judge: (of) => additionJudgement(of),
      evidence: recordOf(facts),
    }),
    {
      ...claimOf('prompts grew by no more than their surface allows since a person last wrote them', grown(facts), {
        judge: growthJudgement,
        evidence: ({ pack }) => ({ kind: 'file', path: pack }),
      }),
      isBackground: true,
    },
  ],
};

function additionJudgement(of: OfRun): Judgement {
  const { pack, run_id } = of.run;
  if (pack === null) return { unseen: `the pack that ${run_id} read cannot be read here` };
  for (const surface of pack.tunable_surfaces) {
    const change = of.candidate.patch[surface.path];
    if (surface.layer !== 'prompt' || change === undefined) continue;
    const added = addedTokens(String(change.from), String(change.to));
    const { max_added_tokens: most } = surface.bounds;
    if (added > most) return `${named(of)} adds about ${added} tokens to ${surface.path}, and ${most} are allowed`;
  }
  return null;
}

type Growth = { readonly pack: string; readonly path: string; readonly added: number; readonly most: number };

/** Each prompt surface with what the merged changes of it added, one on top of the other. */
function grown({ packs, proposals }: AuditFacts): readonly Growth[] {
  const merged = proposals.filter(({ where }) => where === 'base');
  return packs.flatMap(({ path: pack, value }) =>
    value.tunable_surfaces.flatMap((surface): Growth[] => {
      if (surface.layer !== 'prompt') return [];
      const changes = merged.flatMap((proposal) => changeOf(proposal, value.pack_meta.id, surface.path));
      const added = chainOf(changes, value.prompt?.instruction_block ?? '').reduce(
        (sum, { from, to }) => sum + addedTokens(from, to),
        0,
      );
      return [{ pack, path: surface.path, added, most: surface.bounds.max_added_tokens }];
    }),
  );
}

type Change = { readonly from: string; readonly to: string };

function changeOf({ document }: AuditedProposal, packId: string, path: string): readonly Change[] {
  const { target_pack, patch } = document.candidate_change;
  const change = target_pack.startsWith(`${packId}@`) ? patch[path] : undefined;
  return change === undefined ? [] : [{ from: String(change.from), to: String(change.to) }];
}

/** The changes that led to a text, newest first: the first that is missing was made by a person. */
function chainOf(changes: readonly Change[], text: string): readonly Change[] {
  const chain: Change[] = [];
  let now = text;
  for (;;) {
    const last = changes.find((change) => change.to === now && !chain.includes(change));
    if (last === undefined) return chain;
    chain.push(last);
    now = last.from;
  }
}

function growthJudgement({ path, added, most }: Growth): Judgement {
  if (added <= most) return null;
  return `merged changes added about ${added} tokens to ${path}, and a person allowed ${most}`;
}
