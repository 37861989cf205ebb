/**
 * What an intent keeps that no target of the configuration names: its utility. Completeness and the ban on lost runs
 * bind every intent; what nobody limited, such as cost, is shown and refuses nothing.
 */
import type { Guardrails } from '../../schema/configuration.ts';

export const DEFAULT_GUARDRAILS: Guardrails = { utility_delta: { min: -0.02 } };
