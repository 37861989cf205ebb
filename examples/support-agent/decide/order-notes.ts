// What the hand-written notes of an order say: how the goods came back, what the courier saw, what was paid already.

import { kronorIn } from '../facts/limits.ts';
import type { Section } from '../retrieval/sections.ts';

export type Finding = 'sealed' | 'opened' | 'fault_confirmed' | 'no_fault_found';

export type NoteFacts = {
  readonly inspections: readonly { readonly cite: string; readonly finding: Finding }[];
  readonly courierDamage: readonly string[];
  readonly courierClean: readonly string[];
  readonly goodwill: readonly { readonly cite: string; readonly paid: number }[];
  readonly credited: readonly string[];
};

const findings: readonly (readonly [Finding, RegExp])[] = [
  ['no_fault_found', /no fault found/i],
  ['fault_confirmed', /fault confirmed|confirmed the fault/i],
  ['sealed', /seal untouched|never opened|still sealed/i],
  ['opened', /was opened|seal broken|^opened/i],
];

/** Reads the admitted notes of one order. */
export function noteFacts(sections: readonly Section[], orderId: string): NoteFacts {
  const own = sections.filter((section) => section.doc === `order:${orderId.toLowerCase()}`);
  const refs = (heading: string, pattern: RegExp): readonly string[] =>
    own.filter((section) => section.heading === heading && pattern.test(section.body)).map((section) => section.ref);
  return {
    inspections: own.flatMap((section) => {
      const finding =
        section.heading === 'Inspection' ? findings.find(([, pattern]) => pattern.test(section.body)) : undefined;
      return finding === undefined ? [] : [{ cite: section.ref, finding: finding[0] }];
    }),
    courierDamage: refs('Delivery', /damage confirmed/i),
    courierClean: refs('Delivery', /no remarks by the courier/i),
    goodwill: own.flatMap((section) => {
      const paid = /goodwill credit of/i.test(section.body) ? kronorIn(section.body) : null;
      return paid === null ? [] : [{ cite: section.ref, paid }];
    }),
    credited: refs('Goodwill', /full credit/i),
  };
}
