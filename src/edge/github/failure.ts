/**
 * What went wrong when GitHub was asked, as a coded error that says what is missing, and whether the thing that was
 * asked for may have been done all the same. GitHub's own words are data: they are quoted short and on one line.
 */
import type { ErrorCode } from '../../kit/error-catalogue.ts';
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';

export class GitHubFailure extends AutotuneError {
  /** Of the answer; null where there was none, or none that could be read. */
  readonly status: number | null;
  /** Whether it is unknown if the request had its effect: no answer, a server's error, an answer that is cut off. */
  readonly isUncertain: boolean;
  /** `type` or `extensions.code` of GraphQL errors, e.g. `STALE_DATA`. */
  readonly kinds: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    more: { status?: number; isUncertain?: boolean; kinds?: readonly string[]; hint?: string; cause?: unknown } = {},
  ) {
    super(code, message, more);
    this.status = more.status ?? null;
    this.isUncertain = more.isUncertain ?? false;
    this.kinds = more.kinds ?? [];
  }
}

/** A failed request's error as octokit throws it: anything may be missing. */
type Thrown = {
  readonly message?: unknown;
  readonly status?: unknown;
  readonly response?: {
    readonly status?: unknown;
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
    readonly data?: unknown;
  };
};

/** @param route what was asked, e.g. `POST /repos/{owner}/{repo}/pulls` */
export function failureOf(thrown: unknown, route: string): GitHubFailure {
  if (thrown instanceof GitHubFailure) return thrown;
  const { message, response } = thrown as Thrown;
  const status = typeof response?.status === 'number' ? response.status : null;
  const said = `${route}: ${status === null ? '' : `${status} `}${excerpt(String(message ?? thrown), 300)}`;
  const reset = resetOf(response?.headers, status, said);
  if (reset !== null) return limited(said, status ?? 200, reset);
  if (status === null || status >= 500) {
    const more = { ...(status === null ? {} : { status }), isUncertain: true, cause: thrown };
    return new GitHubFailure('FORGE_UNREACHABLE', said, more);
  }
  const hint = status === 403 ? missingPermission(response?.headers) : undefined;
  return new GitHubFailure(codeOf(status, said), said, { status, ...(hint === undefined ? {} : { hint }) });
}

function codeOf(status: number, said: string): ErrorCode {
  if (status === 401) return 'FORGE_UNAUTHORIZED';
  if (/not permitted to create or approve pull requests/i.test(said)) return 'PULL_REQUESTS_FORBIDDEN';
  if (status === 403) return 'FORGE_FORBIDDEN';
  return status === 404 || status === 410 ? 'FORGE_NOT_FOUND' : 'FORGE_REFUSED';
}

/** GitHub names what would have done: `contents=write; contents=write,workflows=write`. */
function missingPermission(headers: Record<string, string | number | undefined> = {}): string | undefined {
  const accepted = headers['x-accepted-github-permissions'];
  if (accepted === undefined || accepted === '') return undefined;
  const sets = String(accepted)
    .split(';')
    .map((set) => set.trim().replaceAll(/=/g, ': ').replaceAll(/,\s*/g, ' and '));
  return `Give the job's token ${excerpt(sets.join(', or '), 200)} (\`permissions:\` of the job, or of the App).`;
}

/** The instant at which a limit ends, or null where no limit is the reason. */
function resetOf(
  headers: Record<string, string | number | undefined> = {},
  status: number | null,
  said: string,
): Date | null {
  const isLimit =
    /\bsecondary rate\b|\bRATE_LIMITED\b|rate limit exceeded/i.test(said) ||
    ((status === 403 || status === 429) && String(headers['x-ratelimit-remaining']) === '0');
  if (!isLimit && status !== 429) return null;
  const after = Number(headers['retry-after']);
  const reset = Number(headers['x-ratelimit-reset']);
  if (after > 0) return new Date(Date.now() + after * 1000);
  return reset > 0 ? new Date(reset * 1000) : new Date(Date.now() + 60_000);
}

function limited(said: string, status: number, reset: Date): GitHubFailure {
  const at = Number.isNaN(reset.getTime()) ? 'later' : `at ${reset.toISOString().replace(/\.\d+Z$/, 'Z')}`;
  const hint = `The limit ends ${at}; run again then. What is done already is found and not done twice.`;
  return new GitHubFailure('RATE_LIMITED', said, { status, hint });
}
