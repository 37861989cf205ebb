/** Held-out cases in which every text and every id carries a word that must appear nowhere else. */

import { hashOfCall } from '../../src/core/replay/plan.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { calls } from '../making/golden.ts';

export const CANARY = 'zqcanary';

/** What cannot be another word, since the case would be another one or none: forms, names of documents, moments. */
const KEPT = new Set(['schema_version', 'intent', 'risk_class', 'recorded_at', 'release_tuple_id', 'at', 'kb']);
const DIGESTS = /^(?:sha256:)?[0-9a-f]{12,}$/;

/** The case with the canary at the front of every text, where no shortening reaches it, and at its end. */
export function planted(golden: GoldenCase): GoldenCase {
  const rich: GoldenCase = {
    ...golden,
    tags: [...golden.tags, 'tag'],
    invoke: { input: { message: `question ${'x'.repeat(400)}`, [`${CANARY}_key`]: { deep: ['text', 'text'] } } },
    evidence: { ...golden.evidence, [`${CANARY}_bucket`]: { recorded_depth: 0, recorded_hops: 0, items: [] } },
    memory: [{ ref: 'mem', tokens: 10 }],
    plans: [
      { when: { tool_preference: 'one' }, calls: [] },
      { when: {}, calls: named(calls(`${CANARY}.lookup`)) },
    ],
    decisions: golden.decisions.map((decision) => ({ ...decision, output: { text: 'said' } })),
    expected: { ...golden.expected, forbidden_tools: [`${CANARY}.forbidden`] },
    judgements: { [`${CANARY}_judgement`]: 0.5 },
    operator_corrections: [{ kind: 'correction', by: 'op', at: '2026-05-09T10:11:12Z', note: 'a note' }],
  };
  const text: unknown = JSON.parse(JSON.stringify(rich), (key, value: unknown) =>
    typeof value === 'string' && !isKept(key, value) ? `${CANARY}_${value}_${CANARY}` : value,
  );
  return Object.assign(rich, text);
}

/** The one call of a transcript under another name, its chain made good. */
function named(transcript: ReturnType<typeof calls>): ReturnType<typeof calls> {
  return transcript.map((call) => {
    const renamed = { ...call, call_id: `${CANARY}_call` };
    return { ...renamed, hash: hashOfCall(renamed) };
  });
}

function isKept(key: string, value: string): boolean {
  return KEPT.has(key) || value.startsWith(CANARY) || DIGESTS.test(value);
}

/** Texts of a case that carry no canary, with where they stand. */
export function unplanted(value: unknown, place = ''): string[] {
  if (typeof value === 'string') return value.includes(CANARY) ? [] : [place];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    unplanted(member, `${place}/${/^\d+$/.test(key) ? '*' : key}`),
  );
}
