/** The names and digests every document is built from, each with the form it must have. */
import * as z from 'zod';

const SEMVER = '(?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)\\.(?:0|[1-9]\\d*)(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?';
const NAME = '[a-z0-9][a-z0-9._-]{0,119}';

export const Id = z.string().regex(new RegExp(`^${NAME}$`), 'an id: a-z, 0-9, dot, dash, underscore; at most 120');
export const Version = z.string().regex(new RegExp(`^${SEMVER}$`), 'a version such as 5.2.0');
/** `name@x.y.z`. */
export const VersionedId = z
  .string()
  .regex(new RegExp(`^${NAME}@${SEMVER}$`), 'a pinned name such as policy.returns@4.1.0');
/** `name@anything but space`, for releases and sets that are versioned by date. */
export const PinnedName = z
  .string()
  .regex(
    /^(?!.*(?:\.\.|\/\/))[a-z0-9][a-z0-9._/-]{0,199}@[0-9A-Za-z][0-9A-Za-z._-]{0,59}$/,
    'a pinned name such as release.support.refund@2026-05-09',
  );
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hex digits');
/** Days that there are: February has 29 of them in leap years only. In patterns, so that the JSON Schemas say the same. */
const LEAP_YEAR = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const MONTH_AND_DAY =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const DAY = `(?:\\d{4}-${MONTH_AND_DAY}|${LEAP_YEAR}-02-29)`;
const HOUR_AND_MINUTE = '(?:[01]\\d|2[0-3]):[0-5]\\d';
export const CalendarDate = z.string().regex(new RegExp(`^${DAY}$`), 'a date of the calendar such as 2026-05-12');
export const Instant = z
  .string()
  .regex(
    new RegExp(`^${DAY}T${HOUR_AND_MINUTE}:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]${HOUR_AND_MINUTE})$`),
    'an RFC 3339 instant such as 2026-05-12T06:00:00Z',
  );
/** A dotted path through plain mappings: no array index, no prototype key. */
export const DottedPath = z
  .string()
  .max(200)
  .regex(
    /^(?!(?:.*\.)?(?:__proto__|prototype|constructor)(?:\.|$))[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*$/,
    'a dotted path such as evidence.policy_kb.top_k',
  );
/** A bucket, gate or source: one key of a mapping. */
export const Name = z
  .string()
  .regex(
    /^(?!(?:__proto__|prototype|constructor)$)[A-Za-z_][A-Za-z0-9_-]{0,79}$/,
    'a name: letters, digits, dash, underscore',
  );
/** Where an evidence item came from, e.g. `policy_kb`. */
export const SourceName = z
  .string()
  .regex(/^(?!__proto__$)[A-Za-z0-9_][A-Za-z0-9_-]{0,79}$/, 'a source name: letters, digits, dash, underscore');
/** A GitHub user, team or e-mail as CODEOWNERS writes it. */
export const Owner = z.string().min(1).max(200).regex(/^\S+$/, 'an owner such as @acme/support-domain');

/** One person, and one team, as CODEOWNERS writes them. */
export const User = z.string().regex(/^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'a user such as @ann');
export const Team = z
  .string()
  .regex(/^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a team such as @acme/support-domain');

/** From the least risk to the most. */
export const RISK_CLASSES = ['read_only', 'local_write', 'network', 'delegated', 'destructive'] as const;
export const RiskClass = z.literal(RISK_CLASSES);
export type RiskClass = z.infer<typeof RiskClass>;

/** In the order in which a release goes through them; none is skipped. */
export const STAGES = ['0%_shadow', '1%_internal', '5%_low_risk', '25%_monitored', '100%'] as const;
export const Stage = z.literal(STAGES);
export type Stage = z.infer<typeof Stage>;
