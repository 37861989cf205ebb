/** Checks that whatever a document names is there: buckets, gates, bundles, runtimes, releases, goldens and targets. */
import { nearest } from '../../../kit/nearest.ts';
import type { Problem } from '../../../kit/problem.ts';
import { METRICS } from '../../../schema/configuration.ts';
import { activeTuple, TUPLE_MEMBERS } from '../../../schema/release-record.ts';
import { valueAt } from '../../packs/address.ts';
import { folderOf } from '../layout.ts';
import { memberDigests, placeOfActive } from '../pin-release.ts';
import { type Document, problemAt, type Repository } from '../repository.ts';
import { areRead, type UnreadDocument } from '../unread.ts';

/** What may stand in a document that cannot be read is not told to be missing. */
export function checkReferences(repository: Repository, unread: readonly UnreadDocument[]): Problem[] {
  const known = namesIn(repository, unread);
  return [
    ...checkReads(repository),
    ...checkGates(repository),
    ...checkRules(repository, known),
    ...checkReleases(repository, known),
    ...checkManifests(repository, known),
    ...checkTargets(repository, known),
  ];
}

/** Whether a name is declared; of one that a document may declare which cannot be read, it is taken to be. */
type Known = {
  intent(id: string): boolean;
  evaluator(id: string): boolean;
  /** The pinned name of a bundle, a manifest of tools, a suite or a runtime. */
  member(kind: 'policy' | 'tools' | 'suite' | 'runtime', name: string): boolean;
};

function namesIn(repository: Repository, unread: readonly UnreadDocument[]): Known {
  const intents = new Set(intentsOf(repository));
  const evaluators = new Set(evaluatorsOf(repository));
  const { policies: policy, tools, suites: suite, runtimes: runtime } = repository;
  const members = { policy, tools, suite, runtime };
  return {
    intent: (id) => intents.has(id) || !areRead(unread, 'pack'),
    evaluator: (id) => evaluators.has(id) || !areRead(unread, 'suite'),
    member: (kind, name) => isDeclared(name, members[kind]) || !areRead(unread, kind),
  };
}

function checkReads({ packs }: Repository): Problem[] {
  return packs.flatMap((pack) =>
    pack.value.intents.flatMap(({ id, reads }, i) =>
      reads.flatMap((path, j) =>
        valueAt(pack.value, path) === undefined
          ? [
              problemAt(
                pack,
                ['intents', i, 'reads', j],
                'INTENT_READS_MISSING',
                `${id} reads ${path}, which the pack does not have`,
              ),
            ]
          : [],
      ),
    ),
  );
}

function checkGates({ packs, policies }: Repository): Problem[] {
  return policies.flatMap((policy) => {
    const pack = packs.find(({ path }) => folderOf(path) === folderOf(policy.path));
    return policy.value.rules.flatMap(({ id, gate }, i) =>
      gate !== undefined && pack !== undefined && pack.value.approval_gate?.[gate] === undefined
        ? [
            problemAt(
              policy,
              ['rules', i, 'gate'],
              'REF_UNRESOLVED',
              `rule ${id} names the gate ${gate}, which the pack does not have`,
            ),
          ]
        : [],
    );
  });
}

/** A bundle may be written for the intents of several repositories, so what is unknown here is a warning. */
function checkRules(repository: Repository, known: Known): Problem[] {
  const declared = intentsOf(repository);
  return repository.policies.flatMap((policy) =>
    policy.value.rules.flatMap(({ id, applies_to }, i) =>
      applies_to.flatMap((intent, j) => {
        if (known.intent(intent)) return [];
        const message = `rule ${id} applies to ${intent}, which no pack here declares`;
        const expected = nearest(intent, declared).join(' | ');
        const more = { severity: 'warning', ...(expected === '' ? {} : { expected }) } as const;
        return [problemAt(policy, ['rules', i, 'applies_to', j], 'REF_UNRESOLVED', message, more)];
      }),
    ),
  );
}

function checkReleases(repository: Repository, known: Known): Problem[] {
  return repository.releases.flatMap((release) => {
    const tuple = activeTuple(release.value);
    const { intent } = release.value.release_tuple;
    const members = [
      ['policy', 'policy'],
      ['tools', 'tools'],
      ['evals', 'suite'],
      ['runtime', 'runtime'],
    ] as const;
    const missing = members.flatMap(([member, kind]) =>
      known.member(kind, tuple[member])
        ? []
        : [
            problemAt(
              release,
              [...placeOfActive(release.value), member],
              'REF_UNRESOLVED',
              `there is no ${tuple[member]} in this repository`,
            ),
          ],
    );
    const unknown = known.intent(intent)
      ? []
      : [problemAt(release, ['release_tuple', 'intent'], 'REF_UNRESOLVED', `no pack declares the intent ${intent}`)];
    return [...unknown, ...missing, ...checkActivePack(repository, release), ...checkDigests(repository, release)];
  });
}

/** A version is immutable once it is released: what changed under the same name is an error. */
function checkDigests(repository: Repository, release: Repository['releases'][number]): Problem[] {
  const tuple = activeTuple(release.value);
  const { digests } = tuple;
  const actual = memberDigests(repository, release.path, tuple);
  return TUPLE_MEMBERS.flatMap((member) =>
    digests?.[member] !== undefined && actual[member] !== undefined && digests[member] !== actual[member]
      ? [
          problemAt(
            release,
            [...placeOfActive(release.value), 'digests', member],
            'REF_DIGEST_MISMATCH',
            `${tuple[member]} is not what was released under this name: give what changed a version of its own`,
            {
              expected: actual[member],
            },
          ),
        ]
      : [],
  );
}

/** After a merge the pack is ahead of its release record until the release is recorded: a warning, and runs refuse. */
function checkActivePack({ packs }: Repository, release: Repository['releases'][number]): Problem[] {
  const pack = packs.find(({ path }) => folderOf(path) === folderOf(release.path));
  const active = pack === undefined ? undefined : `${pack.value.pack_meta.id}@${pack.value.pack_meta.version}`;
  const recorded = activeTuple(release.value).pack;
  if (active === undefined || active === recorded) return [];
  return [
    problemAt(
      release,
      [...placeOfActive(release.value), 'pack'],
      'REF_UNRESOLVED',
      `the pack here is ${active}: the release of it is not recorded`,
      {
        severity: 'warning',
        expected: active,
      },
    ),
  ];
}

function checkManifests({ manifests, unstamped }: Repository, known: Known): Problem[] {
  return [...manifests, ...unstamped].flatMap((manifest) => {
    const { runtime, intent } = manifest.value;
    const problems: Problem[] = [];
    if (!known.member('runtime', runtime)) {
      problems.push(problemAt(manifest, ['runtime'], 'REF_UNRESOLVED', `there is no ${runtime} in this repository`));
    }
    if (!known.intent(intent)) {
      problems.push(problemAt(manifest, ['intent'], 'REF_UNRESOLVED', `no pack declares the intent ${intent}`));
    }
    if (manifest.path !== `goldens/${intent}/manifest.yaml`) {
      problems.push(problemAt(manifest, ['intent'], 'REF_UNRESOLVED', `the folder of ${intent} is goldens/${intent}`));
    }
    return problems;
  });
}

function checkTargets(repository: Repository, known: Known): Problem[] {
  return repository.configurations.flatMap((configuration) =>
    configuration.value.targets.flatMap(({ intent, metric, also_affects }, i) => {
      const named = [
        [intent, ['intent']] as const,
        ...(also_affects ?? []).map((name, j) => [name, ['also_affects', j]] as const),
      ];
      const unknown = named.filter(([name]) => !known.intent(name));
      const isKnownMetric = METRICS.some((each) => each === metric) || known.evaluator(metric);
      return [
        ...unknown.map(([name, at]) =>
          problemAt(configuration, ['targets', i, ...at], 'REF_UNRESOLVED', `no pack declares the intent ${name}`),
        ),
        ...(isKnownMetric
          ? []
          : [
              problemAt(
                configuration,
                ['targets', i, 'metric'],
                'REF_UNRESOLVED',
                `${metric} is no metric and no evaluator`,
                {
                  expected: [...METRICS, ...nearest(metric, evaluatorsOf(repository))].join(' | '),
                },
              ),
            ]),
      ];
    }),
  );
}

function intentsOf({ packs }: Repository): string[] {
  return packs.flatMap(({ value }) => value.intents.map(({ id }) => id));
}

function evaluatorsOf({ suites }: Repository): string[] {
  return suites.flatMap(({ value }) => value.evaluators.map(({ id }) => id));
}

function isDeclared(name: string, documents: readonly Document<{ readonly id: string }>[]): boolean {
  return name === 'not_verified' || documents.some(({ value }) => value.id === name);
}
