// The words by which the desk recognises a subject: kinds of request and kinds of goods, in tickets and in headings alike.

export type Subject =
  | 'hazard'
  | 'takeover'
  | 'privacy'
  | 'double_charge'
  | 'price'
  | 'cancel'
  | 'address'
  | 'invoice'
  | 'parts'
  | 'wrong_item'
  | 'delivered_missing'
  | 'lost'
  | 'late_delivery'
  | 'transit_damage'
  | 'accident'
  | 'size'
  | 'gift'
  | 'loyalty'
  | 'gift_card'
  | 'pickup'
  | 'engraving'
  | 'login'
  | 'defect'
  | 'returns';

/** Patterns over the customer's words, the most telling subject first. */
export const ticketSubjects: readonly (readonly [Subject, RegExp])[] = [
  [
    'hazard',
    /smok|swell|swollen|bulg|burn(s|t|ing|ed)?\b|spark|electric shock|gave me a shock|melt|too hot to touch|scorch/i,
  ],
  [
    'takeover',
    /hack|someone else|somebody else|stranger|never (placed|ordered|made)|not (placed|made) by me|took over|taken over/i,
  ],
  [
    'privacy',
    /personal data|gdpr|erase|(delete|remove) (all )?(my|everything|the) ?(data|about|information)?|copy of (all )?(my|the) data|data you (hold|keep|store)/i,
  ],
  [
    'double_charge',
    /charged (me )?(twice|two times|double)|billed (me )?twice|two (identical )?(charges|payments|lines)|paid twice|double (charge|payment)|same amount twice/i,
  ],
  [
    'price',
    /cheaper|price .{0,40}(drop|fell|went down|cut)|the difference|dropped the price|costs? less now|lower price/i,
  ],
  ['gift_card', /gift ?card/i],
  ['loyalty', /\bpoints\b|bonus (balance|account)/i],
  ['pickup', /\blocker\b/i],
  ['engraving', /engrav/i],
  ['cancel', /\bcancel|stop (the|my|this) order|call (it|the order) off|do not ship|don.t ship/i],
  [
    'address',
    /new address|(wrong|old|other|different|another) address|moved (house|flat|last|to)|have moved|change the address|redirect/i,
  ],
  ['invoice', /invoice|tax number|accountant/i],
  ['login', /password|log ?in\b|logg(ed|ing) in|locked out/i],
  ['size', /\bsize|too (small|tight|narrow)|pinch|one up|larger pair|smaller pair/i],
  [
    'parts',
    /(missing|without|no|lack\w*|short of) (the |a |any |its |all |two |some )?(bag|screw|fitting|lid|strap|part|piece|card|brick|cable|manual|leg)s?|\b(screws?|lid|strap|fittings|pieces|bag \w+) (is|are|was|were) (missing|not)/i,
  ],
  [
    'wrong_item',
    /wrong (item|article|colou?r|one|version|model|product|thing)|not (what|the one) i ordered|ordered .{1,30} (but )?(got|received) (a|an|the|something)/i,
  ],
  [
    'delivered_missing',
    /(marked|shown|says|said|status|supposedly|app) .{0,25}delivered|delivered (but|yet|though)|nothing (was )?(there|in front)|never (got|received) it although/i,
  ],
  ['late_delivery', /(came|arrived|delivered|was) .{0,20}(late|after the promised|days after)|promised (for|by|on)/i],
  [
    'lost',
    /where is my|has ?n.t arrived|not arrived|still waiting|tracking|stuck (in|at)|has not (come|moved|been delivered)|on its way since/i,
  ],
  [
    'transit_damage',
    /(arrived|came|delivered|reached (me|us)|turned up|unpacked) .{0,40}(broken|crack|smash|dent|damag|crush|pieces|split|shatter)|(crushed|damaged) (box|carton|parcel)/i,
  ],
  ['gift', /\bgift\b|\bpresent\b|got it from my|birthday/i],
  [
    'accident',
    /\bdropp|spill|knocked|\bfell\b|sat on|stepped on|(in|into) (the )?(water|bath|sink|lake)|down the stairs|coffee over|drowned/i,
  ],
  [
    'defect',
    /broke|faulty|defect|crack|silent|dead\b|(doesn.t|does not|do not) (work|start|charge|turn|switch|run|focus|boot|fit together)|any more|won.t|stopp|stops|flicker|leak|error|no (pressure|sound|vibration|picture)|rattl|peel|unravel|coming (off|loose|apart)|came (off|loose|apart)|cuts? out|loses|lost its|sinks|creak|give up|gave up|quit|hums|fails|failed|hollow|no longer/i,
  ],
  [
    'returns',
    /return|send back|send (it|them|this|these|the) .{0,20}back|sending .{0,12}back|give (it|them) back|changed my mind|don.t (like|want|need)|do not (like|want|need)|money back|take (it|them) back|hand (it|them) back|refund|not for me|went back|back to your|waiting for my money|am done with|second thoughts|disappoint|not happy|not what (we|i) hoped|can ?not use/i,
  ],
];

/** Patterns over kinds of goods. */
export const goods: readonly (readonly [string, RegExp])[] = [
  ['audio', /headphone|earbud|earphone|headset|in-ear|speaker|soundbar|audio/i],
  ['laptops', /laptop|notebook|convertible/i],
  ['phones', /\bphones?\b|mobile|handset|smartwatch|watch/i],
  ['cameras', /camera|\blens/i],
  ['kitchen', /kitchen|espresso|coffee (maker|machine|grinder)|grinder|blender|fryer/i],
  ['vacuums', /vacuum|floor robot|robot/i],
  ['furniture', /furniture|sofa|couch|\bdesks?\b(?! (which|that|with|for|does))|writing table|shelf|bookcase/i],
  ['mattresses', /mattress|bedding|duvet|pillow/i],
  ['apparel', /cloth|jacket|sweater|jumper|trousers/i],
  ['footwear', /shoe|boot|sneaker/i],
  ['toys', /\btoys?\b|building set|castle|train set|board game|\bgames?\b/i],
  ['garden', /garden|mower|trimmer/i],
  ['beauty', /beauty|personal care|shaver|toothbrush|hair dryer|\bdryer/i],
  ['ebikes', /e-bike|electric bike|scooter/i],
];

/** Requests that lead when a ticket holds several, as the desk sorts them. */
export const urgency: Readonly<Partial<Record<Subject, number>>> = {
  hazard: 0,
  takeover: 1,
  privacy: 1,
  double_charge: 2,
  price: 2,
};
