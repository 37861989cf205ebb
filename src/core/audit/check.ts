/**
 * The contract of an audit's checks, and how claims add up to an answer: one breach and the question is not met, one
 * thing unseen and nobody knows, nothing to judge and it does not apply yet. Silence is never a pass.
 */
import type { AuditAnswer, Evidence } from '../../schema/audit-report.ts';
import type { AuditFacts } from './facts.ts';

type Stated = { readonly reason: string; readonly evidence: readonly Evidence[] };

/** A sentence about some number of things, with those of which it is not true and those of which nobody can tell. */
export type Claim = {
  readonly claim: string;
  readonly of: number;
  /** It must hold, but holding alone answers nothing: what the question is about has not happened yet. */
  readonly isBackground?: boolean;
  readonly breaches: readonly Stated[];
  readonly unseen: readonly Stated[];
  readonly evidence: readonly Evidence[];
};

export type Check = {
  readonly id: string;
  readonly question: string;
  /** What answers a failure mode. */
  readonly control?: string;
  /** Why it does not apply where no claim has anything to be about. */
  readonly empty: string;
  claims(facts: AuditFacts): readonly Claim[];
};

/** What is said of one thing: null where the claim holds, else why not, or why nobody can tell. */
export type Judgement = string | { readonly unseen: string } | null;

/** Breaches, things unseen and evidence that are listed; the counts have all of them. */
const LISTED = 20;

/** Judges each of some things. `claim` reads on after "n of m", e.g. `candidates name their target`. */
export function claimOf<Item>(
  claim: string,
  items: readonly Item[],
  { judge, evidence }: { judge: (item: Item) => Judgement; evidence: (item: Item) => Evidence },
): Claim {
  const breaches: Stated[] = [];
  const unseen: Stated[] = [];
  const held: Evidence[] = [];
  for (const item of items) {
    const said = judge(item);
    if (said === null) held.push(evidence(item));
    else if (typeof said === 'string') breaches.push({ reason: said, evidence: [evidence(item)] });
    else unseen.push({ reason: said.unseen, evidence: [evidence(item)] });
  }
  return { claim, of: items.length, breaches, unseen, evidence: held };
}

/** The answer that a check comes to. */
export function answerOf(check: Check, facts: AuditFacts): AuditAnswer {
  const claims = check.claims(facts);
  const breaches = claims.flatMap((claim) => claim.breaches);
  const unseen = [...brokenLedger(facts), ...claims.flatMap((claim) => claim.unseen)];
  const { id, question, control } = check;
  return {
    ...{ id, question },
    ...(control === undefined ? {} : { control }),
    ...verdictOf(claims, { breaches, unseen }, check.empty),
    counts: claims.map(({ claim, of, breaches: broken, unseen: hidden }) => {
      return { claim, held: Math.max(0, of - broken.length - hidden.length), of };
    }),
    breaches: breaches.slice(0, LISTED).map(listed),
    unseen: unseen.slice(0, LISTED).map(listed),
    evidence: distinct(claims.flatMap(({ evidence }) => evidence)).slice(0, LISTED),
  };
}

function verdictOf(
  claims: readonly Claim[],
  { breaches, unseen }: { readonly breaches: readonly Stated[]; readonly unseen: readonly Stated[] },
  empty: string,
): Pick<AuditAnswer, 'answer' | 'reason'> {
  const [breach] = breaches;
  if (breach !== undefined) return { answer: 'not_met', reason: first(breach, breaches.length) };
  const [hidden] = unseen;
  if (hidden !== undefined) return { answer: 'unknown', reason: first(hidden, unseen.length) };
  const judged = claims.filter(({ of }) => of > 0);
  if (judged.every(({ isBackground = false }) => isBackground)) return { answer: 'not_applicable', reason: empty };
  return { answer: 'met', reason: judged.map(({ claim, of }) => `${of} of ${of} ${claim}`).join('; ') };
}

function first({ reason }: Stated, count: number): string {
  return count === 1 ? reason : `${reason}; and ${count - 1} more`;
}

/** On a ledger that does not verify nothing is judged but that. */
function brokenLedger({ ledger: { broken } }: AuditFacts): readonly Stated[] {
  return broken === null ? [] : [{ reason: `the ledger cannot be relied on: ${broken}`, evidence: [] }];
}

function listed({ reason, evidence }: Stated): { reason: string; evidence: Evidence[] } {
  return { reason, evidence: [...evidence] };
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((each) => [JSON.stringify(each), each])).values()];
}
