/** Keeps values that are alike once: of every case of a set there are tags and scores, and few of them differ. */

/** A function that gives the first value it was given of those with the same JSON. What it gives is not to be changed. */
export function keptOnce<Value>(): (value: Value) => Value {
  const known = new Map<string, Value>();
  return (value) => {
    const key = JSON.stringify(value);
    const found = known.get(key) ?? value;
    if (found === value) known.set(key, value);
    return found;
  };
}
