/** Every verb of the command line and its options: the help text, the parser and the reference page come from here. */
import type { VerbSpec } from './verb.ts';
import { GOLDENS_VERBS } from './verbs-goldens.ts';
import { PROPOSAL_VERBS } from './verbs-proposals.ts';
import { RELEASE_VERBS } from './verbs-release.ts';
import { SEARCH_VERBS } from './verbs-search.ts';

/** In the order of the help: found, judged, released, and what all of it rests on. */
export const VERBS: readonly VerbSpec[] = [...SEARCH_VERBS, ...PROPOSAL_VERBS, ...RELEASE_VERBS, ...GOLDENS_VERBS];
