/** Real payloads that GitHub sent once, and the official schemas that payloads must satisfy. */
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type Json, jsonOf, listOf } from '../json.ts';

const load = createRequire(import.meta.url);

let ajv: Ajv | undefined;

function validator(name: string): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { optimize: false } });
    formats.default(ajv);
    // Without its root, which asks for any of all events: seconds would go by in making ready to judge every one.
    const { definitions } = jsonOf(load('@octokit/webhooks-schemas'));
    ajv.addSchema({ definitions }, 'webhooks');
  }
  const found = ajv.getSchema(`webhooks#/definitions/${name}`);
  if (found === undefined) throw new Error(`no official schema for ${name}`);
  return found;
}

const judgeOf = (event: string, { action }: Json): ValidateFunction =>
  validator(typeof action === 'string' ? `${event}$${action}` : `${event}$event`);

/** The first recorded payload of an event and action that is as GitHub would send it today. */
export function recorded(event: string, action?: string): Json {
  const events = listOf(load('@octokit/webhooks-examples'));
  const examples = listOf(jsonOf(events.find(({ name }) => name === event))['examples']);
  const found = examples.find((payload) => payload['action'] === action && judgeOf(event, payload)(payload));
  if (found === undefined) throw new Error(`no recorded payload of ${event} ${action ?? ''}`);
  return found;
}

/** The payload itself, if the official schema has nothing against it; throws with what it has. */
export function approved(event: string, payload: Json): Json {
  const validate = judgeOf(event, payload);
  if (validate(payload)) return payload;
  const told = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`GitHub would not send this ${event}: ${told.join('; ')}`);
}

/** The shape of what was recorded, with the values of what is the case here. */
export function overlay(shape: unknown, actual: unknown): unknown {
  if (actual === undefined || Array.isArray(shape) || typeof shape !== 'object' || shape === null)
    return actual ?? shape;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return actual;
  const values = jsonOf(actual);
  return Object.fromEntries(
    Object.entries(shape).map(([key, inner]) => [key, values[key] === undefined ? inner : overlay(inner, values[key])]),
  );
}
