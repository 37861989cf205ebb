// Triage tickets that only past cases answer, or nothing at all.
import type { Template } from '../template.ts';
import { any, arrived, travelling } from './desk-scenes.ts';
import { triage } from './triage-scenes.ts';

export const marginTemplates: readonly Template[] = [
  {
    id: 'login',
    intent: triage,
    quota: 5,
    tags: ['ordinary'],
    fits: any,
    phrasings: [
      'I forgot my password and cannot log in.',
      'I am locked out of my account after typing the password wrong.',
    ],
    truth: () => ({ outcome: 'answer:reset_login', required: ['kb:locked-account#1'] }),
  },
  {
    id: 'loyalty',
    intent: triage,
    quota: 5,
    tags: ['stale_evidence'],
    fits: any,
    phrasings: [
      'My points for the last order are missing. {order}',
      'The bonus balance is wrong, I should have more points.',
      'Where did my loyalty points go?',
    ],
    truth: () => ({ outcome: 'route:loyalty', required: ['ticket:t-2431#2'] }),
  },
  {
    id: 'gift-card',
    intent: triage,
    quota: 5,
    tags: ['ordinary'],
    fits: any,
    phrasings: ['My gift card is refused at checkout.', 'The code of my gift card cannot be activated.'],
    truth: () => ({ outcome: 'route:gift_card', required: ['ticket:t-2437#2'] }),
  },
  {
    id: 'locker',
    intent: triage,
    quota: 5,
    tags: ['stale_evidence'],
    fits: travelling,
    phrasings: [
      'The pickup locker will not open. {order}',
      'Your locker shows a red light and keeps my {thing}. {order}',
    ],
    truth: () => ({ outcome: 'route:pickup', required: ['ticket:t-2444#2'] }),
  },
  {
    id: 'engraving',
    intent: triage,
    quota: 5,
    tags: ['ordinary'],
    fits: arrived,
    phrasings: [
      'The engraving on my {thing} has a spelling mistake. {order}',
      'You engraved the wrong name on the {thing}. {order}',
    ],
    truth: () => ({ outcome: 'route:engraving', required: ['ticket:t-2450#2'] }),
  },
  {
    id: 'uncovered',
    intent: triage,
    quota: 10,
    tags: ['missing_evidence'],
    fits: any,
    phrasings: [
      'Do you rent out a {thing} for a weekend?',
      'Can a technician come and mount my {thing}? {order}',
      'We are a school and would like a discount on forty pieces of the {thing}.',
      'I applied for a job at your warehouse and heard nothing.',
      'Is the {thing} allowed on aeroplanes?',
      'My neighbour is noisy since he bought the {thing} from you.',
      'Could you sponsor our football club with a {thing}?',
      'Do you sell the {thing} without the packaging, for the environment?',
    ],
    truth: () => ({ outcome: 'abstain', required: [] }),
  },
];
