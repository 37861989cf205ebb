/** What the action is told: inputs read into types, and the verb that an event asks for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_VERBS, INPUT_DEFAULTS, readInputs } from '../../src/action/inputs.ts';
import { VERB_OF_EVENT, verbFor } from '../../src/action/verb.ts';
import { isAutotuneError } from '../../src/kit/errors.ts';
import { anyText } from '../making/any-text.ts';

const readWith = (given: Readonly<Record<string, string>>) => readInputs((name) => given[name] ?? '');
const refusalOf = (work: () => unknown): { code: string; message: string } => {
  try {
    work();
  } catch (error) {
    if (isAutotuneError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
};

describe('inputs', () => {
  it('are their defaults where nothing is given', () => {
    expect(readWith({})).toEqual({
      command: 'auto',
      token: '',
      workingDirectory: '.',
      intent: undefined,
      reason: undefined,
      isDryRun: false,
      plan: undefined,
      gateReport: '',
      recreatesLedger: false,
      botAliases: [],
      passesRateLimit: false,
    });
  });

  it('are read in any case, without the space around them', () => {
    const given = {
      command: ' Run ',
      'github-token': ' ghs_x\n',
      'working-directory': 'sub/agent',
      intent: 'support.triage',
      reason: ' refunds were sent twice ',
      'dry-run': 'TRUE',
      plan: '/tmp/autotune-plan/plan.json',
      'recreate-ledger': 'True',
      'bot-aliases': 'github-actions[bot], 41898282,,some-app_acme',
      'on-rate-limit': 'PASS',
    };
    expect(readWith(given)).toEqual({
      command: 'run',
      token: 'ghs_x',
      workingDirectory: 'sub/agent',
      intent: 'support.triage',
      reason: 'refunds were sent twice',
      isDryRun: true,
      plan: '/tmp/autotune-plan/plan.json',
      gateReport: '',
      recreatesLedger: true,
      botAliases: ['github-actions[bot]', '41898282', 'some-app_acme'],
      passesRateLimit: true,
    });
  });

  it.each([
    [
      'command',
      'merge',
      'one of auto, run, search, replay, validate, gate, comment, command, record, promote, rollback, monitor, harvest, status, audit, doctor',
    ],
    ['dry-run', 'maybe', 'one of true, false'],
    ['recreate-ledger', '1', 'one of true, false'],
    ['on-rate-limit', 'retry', 'one of fail, pass'],
    ['intent', 'a\nb', 'one line'],
    ['intent', 'x'.repeat(1001), 'one line of at most 1000 characters'],
    ['working-directory', 'a\u202eb', 'one line'],
    ['plan', 'a\nb', 'one line'],
    ['reason', 'twice\n::error::', 'one line'],
    ['bot-aliases', 'me; rm -rf', 'logins or ids'],
    ['bot-aliases', Array.from({ length: 21 }, (_, i) => i).join(), 'at most 20'],
    ['github-token', 'two words', 'one word'],
  ])('are refused by name with the right form: %s %j', (name, value, form) => {
    const { code, message } = refusalOf(() => readWith({ [name]: value }));
    expect(code).toBe('INPUT_INVALID');
    expect(message).toContain(`${name} is `);
    expect(message).toContain(form);
  });

  it('are refused all at once', () => {
    const { message } = refusalOf(() => readWith({ command: 'merge', 'dry-run': 'maybe', intent: 'a\tb' }));
    for (const name of ['command', 'dry-run', 'intent']) expect(message).toContain(`${name} is `);
  });

  it('never show a token, right or wrong', () => {
    expect(refusalOf(() => readWith({ 'github-token': 'ghs_1 234' })).message).not.toMatch(/ghs|234/);
  });

  it('are read or refused with a code, whatever they are', () => {
    const name = fc.constantFrom(...Object.keys(INPUT_DEFAULTS));
    fc.assert(
      fc.property(fc.dictionary(name, anyText()), (given) => {
        const { code, message } = refusalOf(() => readWith(given));
        expect(['none', 'INPUT_INVALID']).toContain(code);
        expect(message).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});

describe('the verb', () => {
  it.each([...VERB_OF_EVENT])('of the event %s is %s', (event, verb) => {
    expect(verbFor('auto', event)).toBe(verb);
  });

  it.each(ACTION_VERBS)('is %s where the workflow says so, whatever happened', (verb) => {
    expect(verbFor(verb, 'issues')).toBe(verb);
    expect(verbFor(verb, undefined)).toBe(verb);
  });

  it.each(['issues', 'pull_request_target', 'constructor', '', undefined, '::set-output\u2028'])(
    'is refused for the event %j, naming those that have one',
    (event) => {
      const { code, message } = refusalOf(() => verbFor('auto', event));
      expect(code).toBe('EVENT_UNSUPPORTED');
      expect(message).toContain('schedule (run)');
      expect(message).not.toContain('\u2028');
    },
  );
});
