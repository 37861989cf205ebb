/** Every document that is written down, by the file name of its JSON Schema in `schemas/`. */
import type * as z from 'zod';
import { AuditReport } from './audit-report.ts';
import { Candidate } from './candidate.ts';
import { CommandReport } from './command-report.ts';
import { Configuration } from './configuration.ts';
import { ContextPack } from './context-pack.ts';
import { DecisionRecord } from './decision-record.ts';
import { EvaluatorSuite } from './evaluator-suite.ts';
import { ExperienceReport } from './experience-report.ts';
import { Explanation } from './explanation.ts';
import { FailureReport } from './failure-report.ts';
import { Flags } from './flags.ts';
import { GateReport } from './gate-report.ts';
import { GoldenCase } from './golden-case.ts';
import { WrittenManifest } from './goldens-manifest.ts';
import { HarvestReport } from './harvest-report.ts';
import { LedgerEvent } from './ledger-event.ts';
import { MonitorReport } from './monitor-report.ts';
import { Plan } from './plan.ts';
import { PolicyBundle } from './policy-bundle.ts';
import { ProductionRun } from './production-run.ts';
import { PromotionReport } from './promotion-report.ts';
import { Proposal } from './proposal.ts';
import { RecordReport } from './record-report.ts';
import { RecordedTrace } from './recorded-trace.ts';
import { RejectingReport } from './rejecting-report.ts';
import { RejectionsReport } from './rejections-report.ts';
import { ReleaseRecord } from './release-record.ts';
import { ShardReport } from './replay-shard.ts';
import { RollbackReport } from './rollback-report.ts';
import { RunReport } from './run-report.ts';
import { Runtime } from './runtime.ts';
import { SetupReport } from './setup-report.ts';
import { StatusReport } from './status-report.ts';
import { ToolManifest } from './tool-manifest.ts';
import { TuningTargetDocument } from './tuning-target.ts';

export const DOCUMENTS = {
  'context-pack': ContextPack,
  'policy-bundle': PolicyBundle,
  'tool-manifest': ToolManifest,
  runtime: Runtime,
  'evaluator-suite': EvaluatorSuite,
  'release-record': ReleaseRecord,
  flags: Flags,
  'goldens-manifest': WrittenManifest,
  'golden-case': GoldenCase,
  configuration: Configuration,
  'tuning-target': TuningTargetDocument,
  candidate: Candidate,
  'decision-record': DecisionRecord,
  plan: Plan,
  proposal: Proposal,
  'production-run': ProductionRun,
  'recorded-trace': RecordedTrace,
  'ledger-event': LedgerEvent,
  'run-report': RunReport,
  'failure-report': FailureReport,
  'shard-report': ShardReport,
  'monitor-report': MonitorReport,
  'status-report': StatusReport,
  'setup-report': SetupReport,
  'record-report': RecordReport,
  'promotion-report': PromotionReport,
  'rollback-report': RollbackReport,
  'experience-report': ExperienceReport,
  'rejections-report': RejectionsReport,
  'rejecting-report': RejectingReport,
  'gate-report': GateReport,
  'command-report': CommandReport,
  explanation: Explanation,
  'audit-report': AuditReport,
  'harvest-report': HarvestReport,
} as const satisfies Record<string, z.ZodType>;
