// The reverse-path match: whether the answer would leave by the interface that the packet came in by.

import type { Flow } from './flow.ts';
import { opposite, type Truth, truthOf } from './truth.ts';

interface Option {
  readonly name: string;
}

/** `--invert` turns it round; loose is satisfied with any route. */
export function reversePathTest(options: readonly Option[]): (flow: Flow) => Truth {
  const has = (name: string) => options.some((option) => option.name === name);
  const isLoose = has('--loose');
  const acceptsLocal = has('--accept-local');
  const test = (flow: Flow): Truth => {
    if (flow.inInterface === 'lo') return 'yes';
    const { typeOf, routeOf } = flow.surroundings;
    const type = typeOf?.(flow.sourceAddress);
    const route = routeOf?.(flow.sourceAddress);
    if (type === undefined || route === undefined) return 'unknown';
    if (route === 'none') return 'no';
    if (type === 'LOCAL') return truthOf(acceptsLocal);
    if (type !== 'UNICAST') return 'no';
    return isLoose ? 'yes' : truthOf(flow.inInterface === undefined ? undefined : flow.inInterface === route);
  };
  return has('--invert') ? (flow) => opposite(test(flow)) : test;
}
