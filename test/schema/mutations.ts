/** Small wrongs done to a JSON document, one at a time: a key left out, a value of another type, a key too many. */

export type Change = { readonly what: string; readonly document: unknown };
export type Path = readonly (string | number)[];

const OTHERS: readonly unknown[] = [null, true, 'Not A Name!', '', -1, 0.5, [], {}];

/** Every change at every place of a document. */
export function changesOf(document: unknown): readonly Change[] {
  return placesIn(document, []).flatMap((path) => {
    const place = path.join('/') || '(root)';
    const here = valueAt(document, path);
    const others = OTHERS.map((other) => ({
      what: `${place} = ${JSON.stringify(other)}`,
      document: withChange(document, path, other),
    }));
    const added = isMapping(here)
      ? [{ what: `${place} + surprise`, document: withChange(document, [...path, 'surprise'], 1) }]
      : [];
    const left = path.length > 0 ? [{ what: `${place} left out`, document: without(document, path) }] : [];
    return [...others, ...added, ...left];
  });
}

/** A copy of a document in which the value at a path is another one. */
export function withChange(document: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(document)) return document.map((item, i) => (i === key ? withChange(item, rest, value) : item));
  const mapping = isMapping(document) ? document : {};
  return { ...mapping, [key]: withChange(mapping[String(key)], rest, value) };
}

/** A copy of a document without the value at a path. */
export function without(document: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (Array.isArray(document)) {
    if (rest.length === 0) return document.filter((_, i) => i !== key);
    return document.map((item, i) => (i === key ? without(item, rest) : item));
  }
  if (!isMapping(document)) return document;
  const entries = Object.entries(document);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  return Object.fromEntries(entries.map(([name, value]) => [name, name === key ? without(value, rest) : value]));
}

/** Every place of a document, its root first. */
export function placesIn(value: unknown, path: Path): readonly Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, i) => placesIn(item, [...path, i]))];
  if (!isMapping(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isMapping(value) ? value[String(key)] : undefined;
  }, document);
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
