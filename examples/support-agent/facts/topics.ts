// Which rule a section states, read off its heading.

export type Topic =
  | 'returns'
  | 'late_returns'
  | 'hygiene'
  | 'final_sale'
  | 'marketplace'
  | 'plus'
  | 'spring'
  | 'gift'
  | 'early_fault'
  | 'warranty'
  | 'out_of_warranty'
  | 'accident'
  | 'care_plan'
  | 'transit_damage'
  | 'late_damage'
  | 'large_damage'
  | 'lost'
  | 'delivered_missing'
  | 'high_value'
  | 'hazard'
  | 'recall'
  | 'takeover'
  | 'login'
  | 'privacy'
  | 'double_charge'
  | 'cancel'
  | 'address'
  | 'price'
  | 'invoice'
  | 'parts'
  | 'wrong_item'
  | 'size'
  | 'loyalty'
  | 'gift_card'
  | 'pickup'
  | 'engraving'
  | 'credit_window'
  | 'credit_opened'
  | 'credit_defect'
  | 'credit_damage'
  | 'credit_clearance'
  | 'credit_goodwill'
  | 'credit_delivery'
  | 'credit_no_fault'
  | 'credit_partner';

const headings: readonly (readonly [Topic, RegExp])[] = [
  ['credit_window', /credit without a fault/i],
  ['credit_opened', /opened articles: deduction/i],
  ['credit_defect', /faulty articles: credit/i],
  ['credit_damage', /damage on the way/i],
  ['credit_clearance', /clearance is not credited/i],
  ['credit_goodwill', /earlier goodwill/i],
  ['credit_delivery', /delivery fee back/i],
  ['credit_no_fault', /no fault found: no credit/i],
  ['credit_partner', /money for partner/i],
  ['recall', /^recall list/i],
  ['hazard', /smoke|swollen|^hazard/i],
  ['takeover', /takeover/i],
  ['login', /login trouble: /i],
  ['privacy', /personal data|^privacy$/i],
  ['double_charge', /charged twice/i],
  ['gift_card', /^gift card/i],
  ['loyalty', /loyalty points/i],
  ['pickup', /pickup locker/i],
  ['engraving', /^engraving/i],
  ['gift', /gift without|returning a gift|^gift$/i],
  ['final_sale', /final sale items|clearance and final sale/i],
  ['marketplace', /marketplace partner|^marketplace$/i],
  ['hygiene', /^opened hygiene/i],
  ['plus', /longer return time for/i],
  ['spring', /longer return time in spring/i],
  ['care_plan', /care plan(,|$)/i],
  ['late_damage', /reported late/i],
  ['large_damage', /damage to large goods/i],
  ['transit_damage', /transit damage/i],
  ['early_fault', /early fault/i],
  ['out_of_warranty', /warranty over/i],
  ['accident', /^accident/i],
  ['late_returns', /requests after the return window/i],
  ['high_value', /worth \d+ kr or more|high value/i],
  ['delivered_missing', /marked delivered|delivered not received/i],
  ['lost', /late parcel/i],
  ['cancel', /^cancel/i],
  ['address', /new address|address change/i],
  ['price', /price (adjustment|drop)/i],
  ['invoice', /invoice copies|^invoice/i],
  ['parts', /parts missing|missing parts/i],
  ['wrong_item', /wrong article in the box/i],
  ['size', /size exchange/i],
  ['warranty', /length of cover|how long the warranty|warranty time|^warranty,/i],
  ['returns', /return window|how long (goods|people)|time limit for returns|^returns,/i],
];

/** The topic that a heading announces, or null where it announces none. */
export function topicOf(heading: string): Topic | null {
  return headings.find(([, pattern]) => pattern.test(heading))?.[0] ?? null;
}
