// What a rule asks for beside peers and traffic, as parts of kernel rules: states, the destination before DNAT, the process, the time.

import type { Family } from '../policy/family.ts';
import type { IdRange } from '../policy/match-formats.ts';
import type { Network } from '../policy/network.ts';
import type { FlowState, OriginalDestination, PortProtocol, PortRange, Rule } from '../policy/policy.ts';
import { compileSelectors, protocolNumbers, type SetsOfFamily, type Sides } from './compile-selector.ts';
import { dropCovered } from './drop-covered.ts';
import type { Match, Selector, State } from './rule.ts';

/** Parts that each narrow a selector; one of several must hold. */
interface Narrowing {
  readonly protocol?: number;
  readonly matches: readonly Match[];
}

type Narrowed = Pick<Rule, 'originalDestination' | 'states' | 'process' | 'expires' | 'windows'>;

/**
 * The selectors of a rule, each narrowed by what it asks for beside. None where that has nothing in this family.
 *
 * A selector and an original port of different protocols can never meet: their product is left out.
 */
export function compileNarrowed(rule: Sides & Narrowed, family: Family, sets: SetsOfFamily): readonly Selector[] {
  const selectors = compileSelectors(rule, family, sets);
  const { originalDestination, states, process, expires, windows } = rule;
  if ([originalDestination, states, process, expires, windows].every((part) => part === undefined)) return selectors;
  const narrowings = compileNarrowings(rule, family);
  return dropCovered(selectors.flatMap((selector) => narrowings.flatMap((narrowing) => narrow(selector, narrowing))));
}

/** How many times as many selectors the narrowing makes at the most. */
export function countNarrowings(rule: Narrowed, family: Family): number {
  return compileNarrowings(rule, family).length;
}

function narrow(selector: Selector, { protocol, matches }: Narrowing): readonly Selector[] {
  if (protocol === undefined) return [{ ...selector, matches: [...selector.matches, ...matches] }];
  if (selector.protocol !== undefined && selector.protocol !== protocol) return [];
  return [{ ...selector, protocol, matches: [...selector.matches, ...matches] }];
}

function compileNarrowings(rule: Narrowed, family: Family): readonly Narrowing[] {
  return compileOriginals(rule, family).flatMap(({ protocol, matches }) =>
    compileOwners(rule).flatMap((owners) =>
      compileTimes(rule).map((times) => ({
        ...(protocol === undefined ? {} : { protocol }),
        matches: [...matches, ...owners, ...times],
      })),
    ),
  );
}

const stateNames: Readonly<Record<FlowState, State>> = { New: 'NEW', Untracked: 'UNTRACKED' };

/** One conntrack match asks for the state and the original destination at once. */
function compileOriginals({ originalDestination, states }: Narrowed, family: Family): readonly Narrowing[] {
  const asked: { readonly states?: readonly State[] } =
    states === undefined ? {} : { states: states.map((state) => stateNames[state]) };
  if (originalDestination === undefined) {
    return [{ matches: states === undefined ? [] : [conntrack(asked)] }];
  }
  const { networks } = originalDestination;
  const own: readonly (Network | undefined)[] = networks?.filter((network) => network.family === family) ?? [undefined];
  return own.flatMap((network) =>
    listOriginalPorts(originalDestination).flatMap(({ protocol, port }): readonly Narrowing[] => {
      // Every address, every port: nothing to ask connection tracking for.
      const address = network === undefined || network.prefix === 0 ? {} : { originalDestination: network };
      const original = { ...address, ...(port === undefined ? {} : { originalPort: port }) };
      const ofProtocol = protocol === undefined ? {} : { protocol: protocolNumbers[protocol] };
      if (Object.keys(original).length === 0) {
        return [{ ...ofProtocol, matches: states === undefined ? [] : [conntrack(asked)] }];
      }
      // Of an untracked packet the kernel asks the state alone: it would match whatever its destination.
      const tracked = asked.states?.filter((state) => state !== 'UNTRACKED');
      if (tracked?.length === 0) return [];
      return [
        { ...ofProtocol, matches: [conntrack({ ...(tracked === undefined ? {} : { states: tracked }), ...original })] },
      ];
    }),
  );
}

function conntrack(parts: Partial<Extract<Match, { kind: 'conntrack' }>>): Match {
  return { states: [], negated: false, ...parts, kind: 'conntrack' };
}

interface OriginalPort {
  readonly protocol?: PortProtocol;
  readonly port?: PortRange;
}

function listOriginalPorts({ ports }: OriginalDestination): readonly OriginalPort[] {
  if (ports === undefined) return [{}];
  return ports.flatMap(({ protocol, ports: ranges }): readonly OriginalPort[] =>
    ranges.length === 0 ? [{ protocol }] : ranges.map((port) => ({ protocol, port })),
  );
}

/** Lists of ids: one of the users AND one of the groups. */
function compileOwners({ process }: Narrowed): readonly (readonly Match[])[] {
  if (process === undefined) return [[]];
  const { uids, gids } = process;
  const each = (ids: readonly IdRange[] | undefined): readonly (IdRange | undefined)[] => ids ?? [undefined];
  return each(uids).flatMap((uid) =>
    each(gids).map((gid): readonly Match[] => [
      { kind: 'owner', ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) },
    ]),
  );
}

/** Until the last second before the end, which is a second that still matches; in one of the windows where there are some. */
function compileTimes({ expires, windows }: Narrowed): readonly (readonly Match[])[] {
  const end = expires === undefined ? {} : { lastSecond: expires - 1 };
  if (windows === undefined) return expires === undefined ? [[]] : [[{ kind: 'time', ...end }]];
  return windows.map((window) => [{ kind: 'time', ...end, window }]);
}
