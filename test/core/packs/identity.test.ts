import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchName, candidateId, fingerprintOf, proposalId } from '../../../src/core/packs/identity.ts';
import { Digest, Id } from '../../../src/schema/ids.ts';

const baselineTuple = { pack: 'ctxpack.support@5.2.0', policy: 'p@1.0.0', tools: 't@1.0.0', evals: 'e@1.0.0' };
const change = {
  intent: 'support.triage',
  patch: { 'evidence.kb.top_k': { from: 10, to: 6 }, 'evidence.kb.max_hops': { from: 3, to: 2 } },
  baselineTuple,
  evaluatorSuite: 'e@1.0.0',
};

describe('the identity of a change', () => {
  it('does not depend on the order of keys or the way numbers are written', () => {
    const shuffled = JSON.parse(
      '{"patch":{"evidence.kb.max_hops":{"to":2.0,"from":3},"evidence.kb.top_k":{"to":0.6e1,"from":10.00}}}',
    );
    const same = fingerprintOf({ evaluatorSuite: 'e@1.0.0', ...shuffled, baselineTuple, intent: 'support.triage' });
    expect(same).toBe(fingerprintOf(change));
    expect(Digest.safeParse(same).success).toBe(true);
  });

  it('depends on intent, patch, baseline and suite', () => {
    const others = [
      { ...change, intent: 'support.refund' },
      { ...change, patch: { 'evidence.kb.top_k': { from: 10, to: 6 } } },
      { ...change, patch: { ...change.patch, 'evidence.kb.top_k': { from: 10, to: '6' } } },
      { ...change, baselineTuple: { ...baselineTuple, pack: 'ctxpack.support@5.2.1' } },
      { ...change, evaluatorSuite: 'e@1.0.1' },
    ].map(fingerprintOf);
    expect(new Set([...others, fingerprintOf(change)]).size).toBe(6);
  });

  it('names candidates, proposals and branches', () => {
    const fingerprint = `sha256:0123456789abcdef${'0'.repeat(48)}`;
    expect(candidateId(fingerprint)).toBe('cand_0123456789ab');
    expect(proposalId('support.triage', 'economics_cents_per_decision', fingerprint)).toBe(
      'at_support_triage_economics_cents_per_decision_0123456789ab',
    );
    expect(branchName('support.triage', fingerprint)).toBe('autotune/support.triage/0123456789ab');
    expect(branchName('a..b.lock', fingerprint)).toBe('autotune/a.b-lock/0123456789ab');
  });

  it('gives ids and branches that are allowed, whatever the intent', () => {
    const id = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,119}$/);
    fc.assert(
      fc.property(id, id, (intent, metric) => {
        const fingerprint = fingerprintOf({ ...change, intent });
        expect(Id.safeParse(proposalId(intent, metric, fingerprint)).success).toBe(true);
        expect(branchName(intent, fingerprint)).toMatch(
          /^autotune\/(?!.*(?:\.\.|\.lock\/|\.\/|\/\.))[a-z0-9._-]+\/[0-9a-f]{12}$/,
        );
      }),
    );
  });
});
