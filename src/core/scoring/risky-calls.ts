/** Counts the calls of tools that do more than read, case by case: whether a change makes an agent act more often. */
import { RISK_CLASSES, type RiskClass } from '../../schema/ids.ts';
import type { RiskyCalls } from '../../schema/risky-calls.ts';
import type { TranscriptCall } from '../../schema/transcript.ts';

type Counts = Record<RiskClass, number>;
export type CallCounts = { readonly baseline: Counts; readonly treatment: Counts };

export function openCallCounts(): CallCounts {
  return { baseline: none(), treatment: none() };
}

function none(): Counts {
  return { read_only: 0, local_write: 0, network: 0, delegated: 0, destructive: 0 };
}

export function countCalls(counts: Counts, calls: readonly TranscriptCall[]): void {
  // By index: this is done for every replay, and an iterator would be made for each.
  for (let i = 0; i < calls.length; i++) {
    const call = calls[i];
    if (call !== undefined) counts[call.risk_class]++;
  }
}

export function poolCallCounts(first: CallCounts, second: CallCounts): CallCounts {
  const summed = (side: keyof CallCounts) => {
    const sum = none();
    for (const risk of RISK_CLASSES) sum[risk] = first[side][risk] + second[side][risk];
    return sum;
  };
  return { baseline: summed('baseline'), treatment: summed('treatment') };
}

export function riskyCallsOf({ baseline, treatment }: CallCounts): RiskyCalls {
  const told: RiskyCalls = {};
  for (const risk of RISK_CLASSES) {
    if (risk === 'read_only' || baseline[risk] + treatment[risk] === 0) continue;
    told[risk] = { baseline: baseline[risk], treatment: treatment[risk] };
  }
  return told;
}
