/** A stream of production runs from a command through `autotune experience`: seconds and memory as the stream grows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, measure, sampleCopy } from './processes.ts';

const RUN = {
  policy_bundle_version: 'policy.returns@4.1.0',
  tool_manifest_version: 'tools.support@3.7.0',
  evaluator_suite_version: 'evals.triage@2.1.0',
  release_tuple_id: 'release.support.triage@2026-05-09',
  intent_id: 'support.triage',
  risk_class: 'read_only',
};
const PRINT = `
const run = ${JSON.stringify(RUN)};
const write = (n) => {
  for (; n < Number(process.argv[1]); n++) {
    const scorecard = { policy: 1, safety: 1, utility: (n % 7) / 6, latency_ms: 300 + (n % 997), economics_cents: 0.5, approval_bypass: 0 };
    const at = new Date(1778000000000 + n * 1000).toISOString();
    const more = { run_id: 'r' + n, trace_id: 't' + n, decision_record_id: 'd' + n, at, outcome: 'route:' + (n % 40) };
    const line = JSON.stringify({ ...more, ...run, pack_version: 'ctxpack.support@5.2.' + (n % 3), scorecard, operator_corrections: [] });
    if (!process.stdout.write(line + '\\n')) return process.stdout.once('drain', () => write(n + 1));
  }
};
write(0);`;

/** One pass over so many runs, printed by a child as a query would. */
export function benchExperience(runs: number): Record<string, number> {
  const repo = sampleCopy();
  const file = join(repo, '.github/autotune.yaml');
  const command = { run: [process.execPath, '-e', PRINT, String(runs)], timeout_s: 3600 };
  writeFileSync(file, `${readFileSync(file, 'utf8')}experience: ${JSON.stringify({ command })}\n`);
  git(repo, 'commit', '-q', '-am', 'experience');
  const { seconds, peak_mb, stdout } = measure(['experience', '--repo', repo, '--json'], {
    AUTOTUNE_ALLOW_QUERY: 'true',
  });
  const report: { runs: number; groups: unknown[] } = JSON.parse(stdout);
  return { runs: report.runs, groups: report.groups.length, seconds, peak_mb };
}
