/** Every proposal that there is: on the base, open on the forge, or only in the records of its run. */
import type { AuditedProposal, AuditedRun } from '../../core/audit/facts.ts';
import { anchorsToKeep } from '../../core/ledger/anchors.ts';
import type { Repository } from '../../core/repository/repository.ts';
import type { Evidence } from '../../schema/audit-report.ts';
import type { LedgerEvent } from '../../schema/ledger-event.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { readProposal } from '../ledger/read-proposal.ts';
import type { World } from '../world.ts';

type Found = Pick<AuditedProposal, 'document' | 'where' | 'evidence'>;
type Place = {
  readonly world: World;
  readonly repository: Repository;
  readonly events: readonly LedgerEvent[];
  readonly runs: readonly AuditedRun[];
  readonly head: string;
};

/** Each once; what stands on the base goes before what is open, and that before what only a run knows. */
export async function auditProposals(place: Place): Promise<readonly AuditedProposal[]> {
  const found = new Map<string, Found>();
  for (const each of [...onBase(place), ...(await openOnes(place)), ...ofRuns(place)]) {
    const { tuning_proposal_id: id } = each.document;
    if (!found.has(id)) found.set(id, each);
  }
  const lacking = await lackingHeads(place, [...found.values()]);
  const runs = new Map(place.runs.map((run) => [run.run_id, run]));
  return [...found].map(([id, { document, where, evidence }]) => {
    const head = document.ledger?.head;
    const isHeadKnown = head === undefined ? null : !lacking.has(head);
    return { id, document, where, evidence, run: runs.get(document.run_id ?? '') ?? null, isHeadKnown };
  });
}

function onBase({ repository }: Place): readonly Found[] {
  return repository.proposals.map(({ path, value }) => {
    return { document: value, where: 'base', evidence: { kind: 'file', path } };
  });
}

async function openOnes({ world }: Place): Promise<readonly Found[]> {
  const requests = await world.forge.listOpen();
  const found = await Promise.all(
    requests.map(async ({ branch, number, url }): Promise<readonly Found[]> => {
      const head = await world.forge.findBranch(branch);
      if (head === null || head.proposal === null) return [];
      const document = await readProposal(world, head.commit, head.proposal.path);
      const evidence: Evidence =
        url === null ? { kind: 'branch', branch, commit: head.commit } : { kind: 'pull_request', number, url };
      return document === null ? [] : [{ document, where: 'open', evidence }];
    }),
  );
  return found.flat();
}

function ofRuns({ runs, head }: Place): readonly Found[] {
  return runs.flatMap(({ run_id, selected }): readonly Found[] => {
    const document = selected?.proposal ?? null;
    const evidence: Evidence = { kind: 'file', path: `runs/${run_id}/selected-proposal.json`, at: head };
    return document === null ? [] : [{ document, where: 'run', evidence }];
  });
}

/** The heads that proposals cite and this ledger lacks, but for those it was begun anew without. */
async function lackingHeads({ world, events }: Place, found: readonly Found[]): Promise<ReadonlySet<string>> {
  const cited = found.flatMap(({ document: { ledger, tuning_proposal_id } }) =>
    ledger === undefined ? [] : [{ head: ledger.head, citedBy: tuning_proposal_id }],
  );
  const heads = new Set(anchorsToKeep(cited, events).map(({ head }) => head));
  return new Set(await world.ledger.lacks([...heads]));
}

/** The text of a proposal as it is searched for words that must not be in it. */
export function textOf(document: Proposal): string {
  return JSON.stringify(document);
}
