/** How every event of autotune's own begins: when it was, who wrote it, and which intent it is about. */
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';

const ACTOR = { id: 'autotune', login: 'autotune', role: 'bot' } as const;

/** What every event of an intent has in common. */
export function entryFor({ intent, risk_class }: Pick<LedgerEntry, 'intent' | 'risk_class'>, now: string) {
  return { schema_version: 1, at: now, actor: ACTOR, intent, risk_class } as const;
}

/** What every event of a run has in common. */
export function eventOf({
  resolved,
  now,
}: {
  readonly resolved: Pick<ResolvedTarget, 'intent'>;
  readonly now: string;
}) {
  return entryFor({ intent: resolved.intent.id, risk_class: resolved.intent.risk_class }, now);
}
