// Three values of truth: what is not known stays not known, and is never taken for a no.

export type Truth = 'yes' | 'no' | 'unknown';

export function truthOf(value: boolean | undefined): Truth {
  if (value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}

export function opposite(value: Truth): Truth {
  if (value === 'unknown') return 'unknown';
  return value === 'yes' ? 'no' : 'yes';
}

/** All must hold: one `no` decides, whatever is not known beside it. */
export function both(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

/** One must hold: one `yes` decides. */
export function either(a: Truth, b: Truth): Truth {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';
}
