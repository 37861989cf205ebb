/** A repository as its documents declare it, each with the text it was read from and a way to find places in it. */
import type * as z from 'zod';
import { excerpt, type Problem } from '../../kit/problem.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Locate } from '../../kit/source-text.ts';
import { Configuration } from '../../schema/configuration.ts';
import { ContextPack } from '../../schema/context-pack.ts';
import { EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import { Flags } from '../../schema/flags.ts';
import { type GoldensManifest, missingPins, pinnedManifest, WrittenManifest } from '../../schema/goldens-manifest.ts';
import { PolicyBundle } from '../../schema/policy-bundle.ts';
import { Proposal } from '../../schema/proposal.ts';
import { ReleaseRecord } from '../../schema/release-record.ts';
import { Runtime } from '../../schema/runtime.ts';
import { ToolManifest } from '../../schema/tool-manifest.ts';
import { type DocumentKind, placeOfDocument } from './layout.ts';

export type Document<Value> = {
  readonly path: string;
  readonly text: string;
  readonly value: Value;
  readonly locate: Locate;
};

export type Repository = {
  readonly configurations: readonly Document<Configuration>[];
  readonly packs: readonly Document<ContextPack>[];
  readonly policies: readonly Document<PolicyBundle>[];
  readonly tools: readonly Document<ToolManifest>[];
  readonly runtimes: readonly Document<Runtime>[];
  readonly suites: readonly Document<EvaluatorSuite>[];
  readonly releases: readonly Document<ReleaseRecord>[];
  readonly flags: readonly Document<Flags>[];
  readonly proposals: readonly Document<Proposal>[];
  readonly manifests: readonly Document<GoldensManifest>[];
  /** Manifests without counts and digests, which stamping has yet to write. */
  readonly unstamped: readonly Document<WrittenManifest>[];
};

/** Reads every document among the files. What has a problem is left out, and all problems are told. */
export function readRepository(files: readonly { readonly path: string; readonly text: string }[]): {
  repository: Repository;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const read = <Schema extends z.ZodType>(kind: DocumentKind, schema: Schema): Document<z.output<Schema>>[] =>
    files.flatMap(({ path, text }) => {
      const place = placeOfDocument(path);
      if (place?.kind !== kind) return [];
      const found = readDocument(path, text, schema, place.syntax);
      problems.push(...found.problems);
      return found.document === null ? [] : [{ path, text, value: found.document, locate: found.locate }];
    });
  const written = read('manifest', WrittenManifest);
  const unstamped = written.filter(({ value }) => pinnedManifest(value) === null);
  problems.push(...unstamped.map(unstampedProblem));
  const repository = {
    configurations: read('configuration', Configuration),
    packs: read('pack', ContextPack),
    policies: read('policy', PolicyBundle),
    tools: read('tools', ToolManifest),
    runtimes: read('runtime', Runtime),
    suites: read('suite', EvaluatorSuite),
    releases: read('release', ReleaseRecord),
    flags: read('flags', Flags),
    proposals: read('proposal', Proposal),
    manifests: written.flatMap((document) => {
      const value = pinnedManifest(document.value);
      return value === null ? [] : [{ ...document, value }];
    }),
    unstamped,
  };
  return { repository, problems };
}

function unstampedProblem(manifest: Document<WrittenManifest>): Problem {
  const missing = missingPins(manifest.value);
  const message = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not there yet`;
  const place = manifest.value.sets === undefined ? ['intent'] : ['sets'];
  return problemAt(manifest, place, 'MANIFEST_UNSTAMPED', message, { expected: 'autotune goldens stamp' });
}

/** A problem at a place of a document that was read. */
export function problemAt(
  document: Pick<Document<unknown>, 'path' | 'locate'>,
  path: readonly PropertyKey[],
  code: Problem['code'],
  message: string,
  more: { severity?: Problem['severity']; expected?: string } = {},
): Problem {
  const { line, column, text } = document.locate(path);
  return {
    severity: more.severity ?? 'error',
    code,
    file: document.path,
    line,
    column,
    message,
    ...(text === '' ? {} : { found: excerpt(text) }),
    ...(more.expected === undefined ? {} : { expected: more.expected }),
  };
}
