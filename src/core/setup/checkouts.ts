/**
 * What a job has checked out when it runs an action that stands there. By itself GitHub checks out what merging the pull
 * request gives: such an action would be the one that the change brings, and would judge its own change.
 */
import type { Mapping } from './escapes.ts';
import { inputOf } from './step-inputs.ts';

/** As the workflow names them; empty where it does not. */
export type Checkout = { readonly repository: string; readonly ref: string };

const CHECKOUT = /^actions\/checkout(?:@|$)/i;

/** @param inputs what the step gives to the action that it `uses` */
export function checkoutOf(uses: unknown, inputs: Mapping): Checkout | null {
  if (typeof uses !== 'string' || !CHECKOUT.test(uses)) return null;
  return { repository: inputOf(inputs, 'repository'), ref: inputOf(inputs, 'ref') };
}

/** As a sentence names it. */
export function checkoutName({ repository, ref }: Checkout): string {
  const what = ref === '' ? 'the change itself' : ref;
  return repository === '' ? what : `${repository}, ${ref === '' ? 'its default branch' : ref}`;
}

const PULL_REQUEST = ['github.base_ref', 'github.event.pull_request.base.ref', 'github.event.pull_request.base.sha'];
/** What is there on which event; on another it is empty, and an empty `ref` is none. */
const BASE_ON: Readonly<Record<string, readonly string[]>> = {
  pull_request: PULL_REQUEST,
  pull_request_target: PULL_REQUEST,
  merge_group: ['github.event.merge_group.base_ref', 'github.event.merge_group.base_sha'],
};
const ALWAYS = 'github.event.repository.default_branch';
const HERE = /^\$\{\{\s*github\.repository\s*\}\}$/i;

/**
 * Whether it is what the change would be merged into, on each of these events.
 * @param branch the default branch; null where nobody knows it
 */
export function isOfBase({ repository, ref }: Checkout, events: readonly string[], branch: string | null): boolean {
  if (repository !== '' && !HERE.test(repository)) return false;
  if (branch !== null && (ref === branch || ref === `refs/heads/${branch}`)) return true;
  const heard = Object.keys(BASE_ON).filter((event) => events.includes(event));
  if (ref === '') return heard.every((event) => event === 'pull_request_target');
  const [, inner = ''] = /^\$\{\{(.*)\}\}$/s.exec(ref) ?? [];
  const terms = inner.split('||').map((term) => term.trim().toLowerCase());
  const isThereOn = (event: string) => terms.some((term) => term === ALWAYS || BASE_ON[event]?.includes(term));
  const known = [ALWAYS, ...Object.values(BASE_ON).flat()];
  return terms.every((term) => known.includes(term)) && heard.every(isThereOn);
}
