// Names that lead to names: what is reachable, and where the way comes back to its start.

type Next = (name: string) => readonly string[];

/** A hostile repository can hold more cycles than anyone reads; each start tells this many. */
const maxCyclesPerStart = 20;

/** `start` and every name that it leads to, each once, nearest branch first. Never recursive: a repository may nest deeply. */
export function reachableFrom(start: readonly string[], next: Next): readonly string[] {
  const reached = new Set<string>();
  const waiting = [...start].reverse();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...[...next(name)].reverse());
  }
  return [...reached];
}

/**
 * One way round for each knot: `[a, b, a]`, beginning with its bytewise smallest name; in the order of those names.
 *
 * The result does not depend on the order of `names`.
 */
export function findCycles(names: readonly string[], next: Next): readonly (readonly string[])[] {
  const done = new Set<string>();
  const cycles = new Map<string, readonly string[]>();
  for (const start of [...names].sort()) {
    for (const cycle of walk(start, next, done)) cycles.set(cycle.join(' '), cycle);
  }
  return [...cycles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cycle]) => cycle);
}

/** The cycles met on the way from `start`, depth first; what is `done` was walked before and holds no new one. */
function walk(start: string, next: Next, done: Set<string>): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const path: { readonly name: string; readonly rest: string[] }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string): void => {
    onPath.add(name);
    path.push({ name, rest: [...next(name)].sort().reverse() });
  };
  if (!done.has(start)) enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const name = top.rest.pop();
    if (name === undefined) {
      path.pop();
      onPath.delete(top.name);
      done.add(top.name);
    } else if (onPath.has(name)) {
      if (cycles.length >= maxCyclesPerStart) continue;
      const names = path.map((step) => step.name);
      cycles.push(turnToSmallest(names.slice(names.indexOf(name))));
    } else if (!done.has(name)) enter(name);
  }
  return cycles;
}

function turnToSmallest(cycle: readonly string[]): readonly string[] {
  const [smallest = ''] = [...cycle].sort();
  const start = cycle.indexOf(smallest);
  return [...cycle.slice(start), ...cycle.slice(0, start), smallest];
}
