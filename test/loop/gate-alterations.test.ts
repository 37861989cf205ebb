/**
 * A true proposal altered at random: a field changed, taken away or added, a byte of the pack or of the document. The gate
 * passes none of them. `GATE_ALTERATIONS` gives another number of tries than the few that every test run takes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderJson } from '../../src/core/proposal/render-json.ts';
import { canonicalJson } from '../../src/kit/canonical.ts';
import { Proposal } from '../../src/schema/proposal.ts';
import { gateOf, makeProposed, onBranch, PACK, type Proposed } from '../making/gate.ts';
import { commitAll, git } from '../making/repository.ts';
import { isMapping, type Path, placesIn, valueAt, withChange, without } from '../schema/mutations.ts';

const TRIES = Number(process.env['GATE_ALTERATIONS'] ?? 8);

let proposed: Proposed;
let document: Proposal;
beforeAll(() => {
  proposed = onBranch(makeProposed({ isPlanned: true }));
  document = Proposal.parse(JSON.parse(readFileSync(join(proposed.root, proposed.path), 'utf8')));
});

/** The decision about the branch with other bytes in a file, which is then as it was. */
async function decisionOn(path: string, bytes: string | Uint8Array): Promise<string> {
  const { root, branch } = proposed;
  writeFileSync(join(root, path), bytes);
  commitAll(root, 'an alteration');
  const { decision } = await gateOf(proposed);
  git(root, 'reset', '-q', '--hard', `${branch}^`);
  return decision;
}

/**
 * What passes with reason: a plan that is not claimed, since whoever claims less proves no less.
 */
function meansNothing(altered: unknown): boolean {
  const { success, data } = Proposal.safeParse(altered);
  if (!success) return false;
  const substance = ({ plan: _, ...rest }: Proposal) => canonicalJson(rest);
  const isSamePlan = data.plan === undefined || canonicalJson(data.plan) === canonicalJson(document.plan);
  return substance(data) === substance(document) && isSamePlan;
}

/** Whether the bytes are a document as it is written, and mean nothing else. */
function isHarmless(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text);
    return renderJson(parsed) === text && meansNothing(parsed);
  } catch {
    return false;
  }
}

/** A value beside the one that is there: a little more, another letter, one of another place, or anything. */
const anotherValue = (value: unknown): fc.Arbitrary<unknown> => {
  const elsewhere = fc.constantFrom(...placesIn(document, [])).map((path) => valueAt(document, path));
  const anything = fc.oneof(elsewhere, fc.jsonValue());
  if (typeof value === 'number') {
    const nudge = fc.constantFrom(1, -1, 1e-4, -1e-4, 0.05);
    return fc.oneof({ weight: 3, arbitrary: nudge.map((more) => value + more) }, anything);
  }
  if (typeof value !== 'string' || value === '') return anything;
  const letter = fc.tuple(fc.nat(value.length - 1), fc.constantFrom('0', 'f', 'x'));
  const edited = letter.map(([at, with_]) => `${value.slice(0, at)}${with_}${value.slice(at + 1)}`);
  return fc.oneof({ weight: 3, arbitrary: edited }, anything);
};

const alteredAt = (path: Path): fc.Arbitrary<unknown> => {
  const changed = anotherValue(valueAt(document, path)).map((value) => withChange(document, path, value));
  const left = path.length === 0 ? [] : [fc.constant(without(document, path))];
  const added = isMapping(valueAt(document, path))
    ? [fc.constantFrom('note', 'merged', 'status').map((key) => withChange(document, [...path, key], 'released'))]
    : [];
  return fc.oneof({ weight: 2, arbitrary: changed }, ...left, ...added);
};

describe('a proposal that was altered', () => {
  it('passes as it was, and is refused with any field changed, taken away or added', async () => {
    expect(document.plan).toBeDefined();
    expect((await gateOf(proposed)).decision).toBe('pass');
    const altered = fc
      .constantFrom(...placesIn(document, []))
      .chain(alteredAt)
      .filter((other) => canonicalJson(other) !== canonicalJson(document) && !meansNothing(other));
    await fc.assert(
      fc.asyncProperty(altered, async (other) => {
        expect(await decisionOn(proposed.path, renderJson(other))).not.toBe('pass');
      }),
      { numRuns: TRIES },
    );
  }, 600_000);

  it('is refused with any byte of its pack or of its document changed', async () => {
    const files = [PACK, proposed.path].map((path) => [path, readFileSync(join(proposed.root, path))] as const);
    const flipped = fc.constantFrom(...files).chain(([path, bytes]) => {
      return fc.tuple(
        fc.constant(path),
        fc.constant(bytes),
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
      );
    });
    await fc.assert(
      fc.asyncProperty(flipped, async ([path, bytes, at, by]) => {
        const other = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ by : byte));
        fc.pre(path === PACK || !isHarmless(other));
        expect(await decisionOn(path, other)).not.toBe('pass');
      }),
      { numRuns: TRIES },
    );
  }, 600_000);

  it('is refused with another plan than the one that its run would follow, by name', async () => {
    const { digest = '', base_commit = '' } = document.plan ?? {};
    for (const plan of [
      { digest: digest.replace(/.$/, (last) => (last === '0' ? '1' : '0')), base_commit },
      { digest, base_commit: base_commit.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
    ]) {
      expect(await decisionOn(proposed.path, renderJson({ ...document, plan }))).toBe('fail');
    }
  }, 60_000);
});
