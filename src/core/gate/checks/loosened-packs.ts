/** What a change of a pack asks less of: the risk that an intent is judged by, what it reads, and the gates at which a person must agree. */
import { excerpt } from '../../../kit/problem.ts';
import type { ContextPack } from '../../../schema/context-pack.ts';
import { RISK_CLASSES } from '../../../schema/ids.ts';
import { type Check, findings } from '../check.ts';
import { lostReads } from '../unread.ts';

export type PackPair = { readonly path: string; readonly before: ContextPack; readonly after: ContextPack };

export const checkLoosenedPacks: Check<{ readonly packs: readonly PackPair[] }> = ({ packs }) => {
  const { note } = findings('loosened');
  return packs.flatMap(({ path, before, after }) =>
    [
      ...risks(before, after),
      ...reads(before, after),
      ...gates(before, after),
      ...bounds(before, after),
      ...owners(before, after),
    ].map(([name, was, is]) =>
      note(`${excerpt(name, 200)} is loosened: ${excerpt(was, 200)} → ${excerpt(is, 80)}`, { path }),
    ),
  );
};

type Loosened = readonly [name: string, was: string, is: string];

function risks(before: ContextPack, after: ContextPack): readonly Loosened[] {
  const now = new Map(after.intents.map(({ id, risk_class }) => [id, risk_class]));
  return before.intents.flatMap(({ id, risk_class: was }): Loosened[] => {
    const is = now.get(id);
    const isLower = is !== undefined && RISK_CLASSES.indexOf(is) < RISK_CLASSES.indexOf(was);
    return isLower ? [[`risk_class of ${id}`, was, is]] : [];
  });
}

/** What an intent does not read it is not replayed under. */
function reads(before: ContextPack, after: ContextPack): readonly Loosened[] {
  return before.intents.flatMap((was): Loosened[] => {
    const is = after.intents.find(({ id }) => id === was.id);
    const lost = is === undefined ? [] : lostReads(before, was, is);
    return lost.length === 0 ? [] : [[`reads of ${was.id}`, lost.join(', '), 'not read']];
  });
}

function gates(before: ContextPack, after: ContextPack): readonly Loosened[] {
  return Object.entries(before.approval_gate ?? {}).flatMap(([name, was]): Loosened[] => {
    const is = after.approval_gate?.[name];
    const gate = `approval_gate.${name}`;
    if (is === undefined) return [[gate, `${was.threshold}`, 'nothing']];
    if (is.tightens !== was.tightens) return [[`${gate}.tightens`, was.tightens, is.tightens]];
    const isLooser = was.tightens === 'down' ? is.threshold > was.threshold : is.threshold < was.threshold;
    return isLooser ? [[`${gate}.threshold`, `${was.threshold}`, `${is.threshold}`]] : [];
  });
}

/** How far autotune may move a gate, and whether it may loosen it. */
function bounds(before: ContextPack, after: ContextPack): readonly Loosened[] {
  const old = new Map(gateSurfaces(before).map((surface) => [surface.path, surface]));
  return gateSurfaces(after).flatMap((is): Loosened[] => {
    const was = old.get(is.path);
    if (was === undefined) return [[`${is.path}`, 'not tunable', 'declared tunable']];
    const approval = is.policy_owner_approval ?? '';
    return [
      ...(is.bounds.max > was.bounds.max ? [edge(is.path, 'max', was.bounds.max, is.bounds.max)] : []),
      ...(is.bounds.min < was.bounds.min ? [edge(is.path, 'min', was.bounds.min, is.bounds.min)] : []),
      ...(approval !== '' && was.policy_owner_approval === undefined
        ? [[`policy_owner_approval of ${is.path}`, 'nothing', approval] as const]
        : []),
    ];
  });
}

/** Whose approval a change of a surface needs, known by what it changes, whatever it is called. */
function owners(before: ContextPack, after: ContextPack): readonly Loosened[] {
  const now = new Map(after.tunable_surfaces.map((surface) => [surface.path, surface.owner]));
  return before.tunable_surfaces.flatMap(({ path, layer, owner }): Loosened[] => {
    const is = now.get(path);
    if (is === undefined) return layer === 'approval_gate' ? [[`owner of ${path}`, owner, 'not declared']] : [];
    return is === owner ? [] : [[`owner of ${path}`, owner, is]];
  });
}

function edge(path: string, side: 'min' | 'max', was: number, is: number): Loosened {
  return [`bounds.${side} of ${path}`, `${was}`, `${is}`];
}

function gateSurfaces({ tunable_surfaces }: ContextPack) {
  return tunable_surfaces.flatMap((surface) => (surface.layer === 'approval_gate' ? [surface] : []));
}
