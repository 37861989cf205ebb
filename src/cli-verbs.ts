/** Every verb of the command line and its options: the help text, the parser and the reference page come from here. */
import type { VerbSpec } from './cli-verb.ts';
import { GOLDENS_VERBS } from './cli-verbs-goldens.ts';
import { PROPOSAL_VERBS } from './cli-verbs-proposals.ts';
import { RELEASE_VERBS } from './cli-verbs-release.ts';
import { SEARCH_VERBS } from './cli-verbs-search.ts';

/** In the order of the help: found, judged, released, and what all of it rests on. */
export const VERBS: readonly VerbSpec[] = [...SEARCH_VERBS, ...PROPOSAL_VERBS, ...RELEASE_VERBS, ...GOLDENS_VERBS];
