// Long computations of the core: whoever runs one decides when others get their turn in between.

/** Yields often, and returns the result at its end. */
export type InSteps<T> = Generator<undefined, T, undefined>;

/** So many values are looked at in one step: that takes a millisecond or so. */
const stepSize = 512;

/** Does the work for each value. */
export function* eachInSteps<T>(values: Iterable<T>, work: (value: T) => void): InSteps<void> {
  let count = 0;
  for (const value of values) {
    work(value);
    count += 1;
    if (count % stepSize === 0) yield;
  }
}

/** The result, all steps at once. */
export function finish<T>(steps: InSteps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
