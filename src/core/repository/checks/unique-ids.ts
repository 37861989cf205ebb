/** Checks that what is referred to by id has an id of its own, and that each value has one surface. */
import type { Problem } from '../../../kit/problem.ts';
import { type Document, problemAt, type Repository } from '../repository.ts';

export function checkUniqueIds(repository: Repository): Problem[] {
  const { packs, suites, policies, tools, runtimes, releases, configurations } = repository;
  return [
    ...packs.flatMap((pack) => within(pack, 'tunable_surfaces', pack.value.tunable_surfaces)),
    ...packs.flatMap(paths),
    ...packs.flatMap((pack) => within(pack, 'intents', pack.value.intents)),
    ...suites.flatMap((suite) => within(suite, 'evaluators', suite.value.evaluators)),
    ...policies.flatMap((policy) => within(policy, 'rules', policy.value.rules)),
    ...tools.flatMap((manifest) => within(manifest, 'tools', manifest.value.tools)),
    ...configurations.flatMap(targets),
    ...intents(packs),
    ...released(releases),
    ...across([...suites, ...policies, ...tools, ...runtimes]),
  ];
}

function within(document: Document<unknown>, list: string, entries: readonly { readonly id: string }[]): Problem[] {
  return entries.flatMap(({ id }, i) =>
    entries.findIndex((entry) => entry.id === id) < i
      ? [problemAt(document, [list, i, 'id'], 'REF_DUPLICATE_ID', `${id} stands twice in ${list}`)]
      : [],
  );
}

/** A value has one surface, retired or not: with two, whoever looks for its bounds and owner would find the first. */
function paths(pack: Repository['packs'][number]): Problem[] {
  const declared = pack.value.tunable_surfaces;
  return declared.flatMap(({ id, path }, i) => {
    const first = declared.slice(0, i).find((other) => other.path === path);
    if (first === undefined) return [];
    const message = `the surfaces ${first.id} and ${id} declare the same path`;
    return [problemAt(pack, ['tunable_surfaces', i, 'path'], 'SURFACE_PATH_TWICE', message)];
  });
}

/** One run tunes one metric of an intent; two targets would take turns in superseding each other. */
function targets(configuration: Repository['configurations'][number]): Problem[] {
  const { targets: declared } = configuration.value;
  return declared.flatMap(({ intent }, i) =>
    declared.findIndex((target) => target.intent === intent) < i
      ? [
          problemAt(
            configuration,
            ['targets', i, 'intent'],
            'REF_DUPLICATE_ID',
            `there is a target for ${intent} already`,
          ),
        ]
      : [],
  );
}

/** An intent is read from one pack; with two, the first in the order of names would win unsaid. */
function intents(packs: Repository['packs']): Problem[] {
  const declared = packs.flatMap((pack) => pack.value.intents.map(({ id }, i) => ({ pack, id, i })));
  return declared.flatMap(({ pack, id, i }, n) => {
    const first = declared.slice(0, n).find((other) => other.id === id && other.pack !== pack);
    return first === undefined
      ? []
      : [
          problemAt(
            pack,
            ['intents', i, 'id'],
            'REF_DUPLICATE_ID',
            `the intent ${id} is declared by ${first.pack.path} already`,
          ),
        ];
  });
}

/** What runs for an intent stands in one record. */
function released(releases: Repository['releases']): Problem[] {
  return releases.flatMap((release, i) => {
    const { intent } = release.value.release_tuple;
    const first = releases.slice(0, i).find(({ value }) => value.release_tuple.intent === intent);
    const message = `${intent} has a release record in ${first?.path} already`;
    return first === undefined ? [] : [problemAt(release, ['release_tuple', 'intent'], 'REF_DUPLICATE_ID', message)];
  });
}

/** A pinned id has to mean one file. */
function across(documents: readonly Document<{ readonly id: string }>[]): Problem[] {
  return documents.flatMap((document, i) => {
    const first = documents.slice(0, i).find(({ value }) => value.id === document.value.id);
    return first === undefined
      ? []
      : [problemAt(document, ['id'], 'REF_DUPLICATE_ID', `${document.value.id} is ${first.path} already`)];
  });
}
