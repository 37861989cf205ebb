/** Who commented, held against the host's roles and the owners that the base names for what the proposal changes. */
import { ownersOf } from '../../core/codeowners/owners.ts';
import type { CodeOwner } from '../../core/codeowners/parse.ts';
import type { OwnerFact } from '../../core/commands/authority.ts';
import type { Authority } from '../../core/commands/table.ts';
import { CONFIGURATION_PATH, folderOf } from '../../core/repository/layout.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Commenter, Conversation } from '../../ports/conversation.ts';
import { Configuration } from '../../schema/configuration.ts';
import { readCodeOwners } from '../documents/code-owners.ts';
import { isInRoster, type Rosters } from '../documents/rosters.ts';
import type { NamedProposal } from '../ledger/proposal-state.ts';
import { packOf } from '../ledger/read-proposal.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';

/**
 * The owners of the pack that a proposal changes, as the base branch names them now, and for what is done to a release
 * those of its pack's release records: what an older checkout or the proposal itself has in their place counts for
 * nothing. The proposal's own document is left out: it changes nothing that anybody has to answer for. None where no
 * pack has the intent any more.
 */
export async function ownerFacts(
  { world, repository }: SurveyContext,
  conversation: Pick<Conversation, 'isMember'>,
  { named, author, authority }: { named: NamedProposal; author: Commenter; authority: Authority },
): Promise<ReadonlyMap<string, readonly OwnerFact[]>> {
  const pack = packOf(repository, named.intent);
  if (pack === undefined) return new Map();
  const file = await readCodeOwners((path) => world.forge.readAtTip(path));
  const rosters = rostersIn(await world.forge.readAtTip(CONFIGURATION_PATH));
  const asked = new Map<string, Promise<OwnerFact>>();
  const ask = (owner: CodeOwner) => {
    const fact = asked.get(owner.name) ?? factOf(conversation, rosters, { owner, author });
    asked.set(owner.name, fact);
    return fact;
  };
  const facts = new Map<string, readonly OwnerFact[]>();
  const released = authority === 'releaser' ? recordsOf(repository, pack.path) : [];
  for (const path of [pack.path, ...released]) {
    facts.set(path, file === null ? [] : await Promise.all(ownersOf(file, path).map(ask)));
  }
  return facts;
}

/** A pack without a record that reads gets one in this folder: whoever owns that is asked for all the same. */
function recordsOf({ releases }: SurveyContext['repository'], packPath: string): readonly string[] {
  const folder = folderOf(packPath);
  const found = releases.map(({ path }) => path).filter((path) => folderOf(path) === folder);
  return found.length > 0 ? found : [`${folder}/releases/release.yaml`];
}

async function factOf(
  conversation: Pick<Conversation, 'isMember'>,
  rosters: Rosters,
  { owner, author }: { readonly owner: CodeOwner; readonly author: Commenter },
): Promise<OwnerFact> {
  const { kind, name } = owner;
  if (kind !== 'team') return { kind, name };
  const member = await conversation.isMember(name, author.login);
  return { kind, name, member, isInRoster: isInRoster(rosters, name, author.login) === true };
}

/** A configuration that does not read names nobody. */
function rostersIn(text: string | null): Rosters {
  if (text === null) return {};
  return readDocument(CONFIGURATION_PATH, text, Configuration, 'yaml').document?.teams ?? {};
}
