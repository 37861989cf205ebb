/**
 * Whether the flags that serving reads say what the release records say after the merge: who is served what is decided
 * there alone. A thrown kill switch is the one thing that the file holds of its own.
 */
import { excerpt } from '../../../kit/problem.ts';
import { type Check, findings } from '../check.ts';

export type JudgedFlags = {
  readonly path: string;
  /** `gone`: the file is taken away from beside its records; `orphan`: no pack stands beside it. */
  readonly state: 'held' | 'gone' | 'orphan';
  /** `unmarked`: a kill switch that was thrown by hand; lines count from 1. */
  readonly found: readonly {
    readonly kind: 'stale' | 'killed' | 'unmarked';
    readonly message: string;
    readonly line: number;
  }[];
  /** Intents whose kill switch was thrown at the base and is not any more. */
  readonly lifted: readonly string[];
};

const LISTED = 20;

export const checkServedFlags: Check<{ readonly flags: readonly JudgedFlags[] }> = ({ flags }) => {
  return flags.flatMap(findingsOn);
};

function findingsOn({ path, state, found, lifted }: JudgedFlags) {
  const { pass, fail, inconclusive, note } = findings('flags');
  const place = { path };
  if (state === 'gone')
    return [inconclusive('the flags are taken away, and nothing tells what is served without them', place)];
  if (state === 'orphan') return [fail('no pack stands beside these flags, so no record says what is served', place)];
  const stale = found.filter(({ kind }) => kind === 'stale');
  const told = stale.slice(0, LISTED).map(({ message, line }) => {
    return fail(`${excerpt(message, 400)}; \`autotune flags --write\` gives it`, { path, line });
  });
  if (stale.length > LISTED) told.push(fail(`and ${stale.length - LISTED} more differences`, place));
  const others = found.filter(({ kind }) => kind !== 'stale');
  const switches = [
    ...others.map(({ message, line }) => note(excerpt(message, 400), { path, line })),
    ...lifted.map((intent) =>
      note(`the kill switch of ${excerpt(intent, 120)} is lifted: its records decide again`, place),
    ),
  ].slice(0, LISTED);
  return [...(told.length > 0 ? told : [pass('the flags are what the release records give', place)]), ...switches];
}
