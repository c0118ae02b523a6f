// "Did you mean": the known word nearest to one that nobody knows.

/** More edits than this, and the words have nothing to do with each other. */
const maxDistance = 2;

/** `; did you mean "ssh"?`, or nothing where no known word is near. Of several equally near ones, the bytewise smallest. */
export function suggest(found: string, known: readonly string[]): string {
  const nearest = findNearest(found, known);
  return nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`;
}

function findNearest(found: string, known: readonly string[]): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined;
  const limit = Math.min(maxDistance, Math.floor(found.length / 2));
  for (const word of known) {
    if (Math.abs(word.length - found.length) > limit) continue;
    const distance = editDistance(found.toLowerCase(), word.toLowerCase());
    if (distance > limit) continue;
    const nearer = best === undefined || distance < best.distance || (distance === best.distance && word < best.word);
    if (nearer) best = { word, distance };
  }
  return best?.word;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
