/** What a page about a run shows, for a door that has a page. */
import { renderRunSummary } from '../../core/proposal/run-summary.ts';
import type { RunReport } from '../../schema/run-report.ts';

/** Markdown sections, the most needed first; each stands alone, so that the last ones can be left out. */
export function summariseRun(report: RunReport): readonly string[] {
  return renderRunSummary(report);
}
