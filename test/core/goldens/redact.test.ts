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
    ['phone', 'call (555) 123-4567 today', '(555) 123-4567'],
    ['phone', 'call (555)123-4567', '(555)123-4567'],
    ['phone', 'reach me at 555-123-4567.', '555-123-4567'],
    ['phone', 'or 555.123.4567, or later', '555.123.4567'],
    ['phone', 'or 555 123 4567', '555 123 4567'],
    ['phone', 'or 1-555-123-4567', '1-555-123-4567'],
    ['phone', 'or +1 (555) 123-4567', '+1 (555) 123-4567'],
    ['phone', 'or +46\u00a070\u2011123\u00a045\u00a067', '123\u00a045'],
    ['phone', 'tel: 5551234567', '5551234567'],
    ['phone', 'call me at 91 234 56 78', '91 234 56 78'],
    ['phone', '(08) 123 456 78', '08) 123 456 78'],
    ['card', 'paid with 4111.1111.1111.1111.', '4111.1111.1111.1111'],
    ['card', 'paid with 3782.822463.10005', '3782.822463.10005'],
    ['card', 'paid with 4111\u00a01111\u00a01111\u00a01111', '1111\u00a01111'],
    ['personal-number', 'I am 198501011234', '198501011234'],
    ['personal-number', 'I am 19850101 1234', '19850101 1234'],
    ['personal-number', 'I am 200501011233', '200501011233'],
    ['personal-number', 'I am 8501011236', '8501011236'],
    ['personal-number', 'I am 850161-1237', '850161-1237'],
    ['personal-number', 'SSN 078 05 1120', '078 05 1120'],
    ['address', 'from 192.168.12.7 again', '192.168.12.7'],
    ['address', 'it was 192.168.12.7.', '192.168.12.7'],
    ['address', 'at 192.168.12.7:8080/x', '192.168.12.7'],
    ['address', 'from 2001:db8::ff00:42:8329 again', '2001:db8::ff00:42:8329'],
    ['address', 'from [fe80::1]:443', 'fe80::1'],
    ['address', 'it was 2001:0db8:85a3:0000:0000:8a2e:0370:7334.', '2001:0db8:85a3:0000:0000:8a2e:0370:7334'],
    ['address', 'mapped ::ffff:192.168.12.7', '::ffff:192.168.12.7'],
    ['address', 'the card 00:1A:2b:3c:4d:5e', '00:1A:2b:3c:4d:5e'],
    ['address', 'the card 00-1A-2b-3c-4d-5e', '00-1A-2b-3c-4d-5e'],
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
    'Orders 10000123, 5551234567, SO-2026-000123 and INV-555-123-4567; articles 42-1734-9 and 123-45-678',
    'It cost 1 234 567 890 kr, 1,234,567.89 USD, 12.345.678,90 EUR or 199.99; 0.123456789012 of it',
    'At 2026-05-09T10:11:12Z, 20260509101112, 202605091011, 20260509 1011 or 10:11:12, since 1778284800',
    'Versions 5.2.0, v5.2.0.1, version 10.0.0.1 and 10.0.19045.3803 of std::vector, dead::beef, a::b and kb::returns',
    'Call 911 or 112, or ring 3 times between 10 and 12; tel. hours 9-17',
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
      born: 198501011234,
      order: 202605091011,
    });
    expect(value).toEqual({
      a: 'redacted-email-1',
      b: ['redacted-email-2', { c: 'again redacted-email-1' }],
      card: 'redacted-number-1',
      born: 'redacted-number-2',
      order: 202605091011,
    });
    expect([...redactor.counts()]).toEqual([
      ['email', 2],
      ['number', 2],
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
