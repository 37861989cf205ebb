/** What is taken out of production records before they are committed, and what is left as it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRedactor } from '../../../src/core/goldens/redact.ts';
import { nextVersion, weekOf } from '../../../src/core/goldens/versions.ts';

const redact = (text: string, isProse = true) => openRedactor().text(text, isProse);

describe('redaction', () => {
  it.each([
    ['email', 'write to anna.svensson+shop@mail.example.co.uk, please', 'anna.svensson+shop@mail.example.co.uk'],
    ['email', 'Ünal@exämple.se wrote', 'Ünal@exämple.se'],
    ['phone', 'call +46 70-123 45 67 today', '+46 70-123 45 67'],
    ['phone', 'call 070 123 45 67', '070 123 45 67'],
    ['phone', 'call (it is 0046701234567).', '0046701234567'],
    ['card', 'paid with 4111 1111 1111 1111', '4111 1111 1111 1111'],
    ['card', 'paid with 5500005555555559.', '5500005555555559'],
    ['iban', 'to SE45 5000 0000 0583 9825 7466 now', 'SE45 5000 0000 0583 9825 7466'],
    ['personal-number', 'I am 19811218-9876', '19811218-9876'],
    ['personal-number', 'SSN 078-05-1120', '078-05-1120'],
    ['token', `my token is ghp_${'a1B2'.repeat(9)}`, `ghp_${'a1B2'.repeat(9)}`],
    ['token', 'Authorization: Bearer abc.def-123456', 'abc.def-123456'],
    ['token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['password', 'password: hunter2!', 'hunter2!'],
    ['password', 'https://bob:s3cret@example.com/', 's3cret'],
    ['key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
    ['address', 'from 192.168.12.7 again', '192.168.12.7'],
    ['secret', 'the code q8Zt3LwX9vB2nR7kPd5Hs1Yc', 'q8Zt3LwX9vB2nR7kPd5Hs1Yc'],
  ])('takes out a %s: %s', (kind, text, secret) => {
    const redacted = redact(text);
    expect(redacted).toContain(`redacted-${kind}-1`);
    expect(redacted).not.toContain(secret);
  });

  it.each([
    'Where is order SO-29619? I sent it on 2026-05-09, at 10:11.',
    'It cost 1299 kr, or 12 990 in all; see kb:returns#4.2 and version 5.2.0',
    'The fabric-of-the-summer-collection-is-thinner-than-before and that is all',
    'Room 101, floor 3, table 12: 45 guests, 3 of 4 stars',
    'I ordered on 09.05.2026 and again on 09/05/2026',
  ])('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('leaves long ids alone where they are ids, and an address in one all the same', () => {
    expect(redact('run_01HY9ZX3K7Q4M8N2P6R5T1V0WB', false)).toBe('run_01HY9ZX3K7Q4M8N2P6R5T1V0WB');
    expect(redact('mail:anna@example.com#3', false)).toBe('mail:redacted-email-1#3');
  });

  it('gives equal things equal placeholders wherever they stand, and counts each once', () => {
    const redactor = openRedactor();
    const value = redactor.value({
      a: 'x@example.com',
      b: ['y@example.com', { c: 'again x@example.com' }],
      card: 4111111111111111,
    });
    expect(value).toEqual({
      a: 'redacted-email-1',
      b: ['redacted-email-2', { c: 'again redacted-email-1' }],
      card: 'redacted-number-1',
    });
    expect([...redactor.counts()]).toEqual([
      ['email', 2],
      ['number', 1],
    ]);
  });

  it('changes nothing that was redacted before', () => {
    const pieces = fc.constantFrom(
      'anna@example.com',
      '+46 70 123 45 67',
      'password=abc123',
      'order',
      '4111111111111111',
      '.',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 8 }), (words) => {
        const once = redact(words.join(' '));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it('leaves no address in any text, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(redact(`${before} anna@example.com ${after}`)).not.toContain('anna@example.com');
      }),
    );
  });
});

describe('versions of goldens', () => {
  it('begin their week on Monday, whenever in it they are made', () => {
    expect(['2026-05-11T00:00:00Z', '2026-05-13T12:00:00Z', '2026-05-17T23:59:59Z'].map(weekOf)).toEqual([
      '2026-05-11',
      '2026-05-11',
      '2026-05-11',
    ]);
    expect(weekOf('2026-05-18T00:00:00Z')).toBe('2026-05-18');
    expect(weekOf('2027-01-01T00:00:00Z')).toBe('2026-12-28');
  });

  it('never stay what they were, and never go back', () => {
    expect(nextVersion('2026-05-01', '2026-05-11')).toBe('2026-05-11');
    expect(nextVersion('2026-05-11', '2026-05-11')).toBe('2026-05-12');
    expect(nextVersion('2026-12-31', '2026-05-11')).toBe('2027-01-01');
  });
});
