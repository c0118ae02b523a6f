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
    if (isLoose) return 'yes';
    if (flow.inInterface === undefined) return 'unknown';
    // In IPv6 any route by that interface will do, also one that is not the best.
    return flow.inInterface === route ? 'yes' : flow.packet.family === 'ipv6' ? 'unknown' : 'no';
  };
  return has('--invert') ? (flow) => opposite(test(flow)) : test;
}
