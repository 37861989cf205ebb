/** What the questions to the reviewers of a person's change rest on: what changes, who owns it, and the target's band. */
import type { ChangedPack } from '../../core/gate/checks/pack-changes.ts';
import { RUN_UNDER } from '../../core/gate/unread.ts';
import type { GateReview, GateScorecard } from '../../schema/gate-report.ts';
import { packOf } from '../ledger/read-proposal.ts';
import type { ChangedIntent } from './changed-intents.ts';
import type { MergedChange } from './request.ts';

/** The scorecards of some intents, each with what its reviewers are asked about. */
export function withReviews(
  change: Pick<MergedChange, 'repository' | 'configuration'>,
  { changed, packs }: { readonly changed: readonly ChangedIntent[]; readonly packs: readonly ChangedPack[] },
  scorecards: Readonly<Record<string, GateScorecard>>,
): Record<string, GateScorecard> {
  return Object.fromEntries(
    Object.entries(scorecards).map(([id, card]) => {
      const place = changed.find(({ intent }) => intent.id === id)?.place.path;
      const pack = packs.find(({ path }) => path === place);
      return [id, pack === undefined ? card : { ...card, review: reviewOf(change, id, pack) }];
    }),
  );
}

function reviewOf(
  { repository, configuration }: Pick<MergedChange, 'repository' | 'configuration'>,
  intent: string,
  { change: { patch, undeclared } }: ChangedPack,
): GateReview {
  const { metric = 'utility', band } = configuration.targets.find((target) => target.intent === intent) ?? {};
  const others = undeclared.filter(({ field: [section] }) => RUN_UNDER.some((name) => name === section));
  const declared = packOf(repository, intent)?.value.tunable_surfaces ?? [];
  return {
    metric,
    ...(band === undefined ? {} : { band }),
    patch,
    paths: [...Object.keys(patch), ...others.map(({ path }) => path)],
    surfaces: declared
      .filter(({ path }) => patch[path] !== undefined)
      .map((surface) => {
        const { path, owner } = surface;
        const approval = surface.layer === 'approval_gate' ? surface.policy_owner_approval : undefined;
        return { path, owner, ...(approval === undefined ? {} : { policy_owner_approval: approval }) };
      }),
  };
}
