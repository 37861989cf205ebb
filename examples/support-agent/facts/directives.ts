// What a section tells the desk to do, and under which condition: pass it to a desk, send a saved reply, decline for a reason.

export type Condition =
  | 'always'
  | 'outside'
  | 'opened'
  | 'pending'
  | 'captured'
  | 'not_dispatched'
  | 'dispatched'
  | 'business';

export type Directive = { readonly condition: Condition; readonly outcome: string };

const refusals: readonly (readonly [string, RegExp])[] = [
  ['decline:hygiene', /on hygiene grounds/i],
  ['decline:final_sale', /final sale/i],
  ['decline:warranty', /out of warranty/i],
  ['decline:price', /outside the price period/i],
  ['decline:window', /outside the window/i],
];

const conditions: readonly (readonly [Condition, RegExp])[] = [
  ['outside', /later than that|older than that|after that|past that|comes late/i],
  ['not_dispatched', /has not been dispatched|not been dispatched/i],
  ['dispatched', /has been dispatched|been dispatched already/i],
  ['captured', /both were captured/i],
  ['pending', /\bonly pending\b/i],
  ['business', /business account/i],
  ['opened', /has been opened|was opened/i],
];

/** Sentences that speak to the assistant are data like any other, and no directive. */
const addressed = /assistant|ignore (your|all|the)|system note/i;

/** All directives of a text, in its order. */
export function directivesIn(text: string): readonly Directive[] {
  const found: Directive[] = [];
  let subject: Condition | null = null;
  for (const sentence of text.split(/(?<=[.!?:;"])\s+(?=[A-Z])|;\s+/)) {
    if (addressed.test(sentence)) continue;
    const condition = conditions.find(([, pattern]) => pattern.test(sentence))?.[0] ?? null;
    const outcome = outcomeIn(sentence);
    if (outcome !== null) found.push({ condition: condition ?? subject ?? 'always', outcome });
    subject = outcome === null ? condition : null;
  }
  return found;
}

function outcomeIn(sentence: string): string | null {
  const desk = /\b([A-Z][a-z]+(?: [a-z]+){0,2}) desk\b/.exec(sentence)?.[1];
  if (desk !== undefined) return `route:${desk.toLowerCase().replaceAll(' ', '_')}`;
  const reply = /"([a-z ]+)" reply/.exec(sentence)?.[1];
  if (reply !== undefined) return `answer:${reply.replaceAll(' ', '_')}`;
  if (/\bdeclin/i.test(sentence)) return refusals.find(([, pattern]) => pattern.test(sentence))?.[0] ?? null;
  return null;
}
