// What was made of something before, so that it is not made again of the very same thing.

export interface Memo {
  /** Forgets everything unless `surroundings` are, one by one, the very same as at the last call. */
  enter(surroundings: readonly unknown[]): void;
  /** What `make` gave at this `step` for this very `key`, as long as the surroundings are the same. */
  keep<T>(step: string, key: object, make: () => T): T;
}

/** Made by whoever prepares one snapshot after the other. What is made of a key that nobody holds any more goes with it. */
export function createMemo(): Memo {
  let before: readonly unknown[] = [];
  let steps = new Map<string, WeakMap<object, unknown>>();
  return {
    enter(surroundings) {
      const isSame = surroundings.length === before.length && surroundings.every((one, index) => one === before[index]);
      if (!isSame) steps = new Map();
      before = surroundings;
    },
    keep<T>(step: string, key: object, make: () => T): T {
      let known = steps.get(step);
      if (known === undefined) {
        known = new WeakMap();
        steps.set(step, known);
      }
      // Under a step stands only what its own `make` gave.
      if (known.has(key)) return known.get(key) as T;
      const made = make();
      known.set(key, made);
      return made;
    },
  };
}

/** Remembers nothing. */
export const noMemo: Memo = {
  enter: () => undefined,
  keep: (_step, _key, make) => make(),
};
