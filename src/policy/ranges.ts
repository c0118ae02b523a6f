// Ranges of whole numbers: ports, users, groups.

export interface WholeRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

/** Sorted; ranges that touch are one. */
export function mergeRanges(ranges: readonly WholeRange[]): readonly WholeRange[] {
  const merged: WholeRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
