// Selectors, or parts of them, of which one must hold: what another one holds already is left out.

import { coversInterface } from '../policy/interfaces.ts';
import { containsNetwork, type Network } from '../policy/network.ts';
import type { PortRange } from '../policy/policy.ts';
import type { Match, Negatable, Selector } from './rule.ts';

interface Part extends Selector {
  /** Of the one side or the other. */
  readonly interface?: string;
  readonly address?: Negatable<Network>;
}

/** Each is compared with each: of more than so many only repetitions are left out. */
const maxCompared = 1_000;

/** The same packets with fewer parts, in their order; of parts that say the same the first one stays. */
export function dropCovered<T extends Part>(parts: readonly T[]): readonly T[] {
  if (parts.length < 2) return parts;
  const once = dropRepeated(parts);
  if (once.length > maxCompared) return once;
  return once.filter(
    (part, index) =>
      !once.some((other, place) => place !== index && covers(other, part) && (place < index || !covers(part, other))),
  );
}

function dropRepeated<T extends Part>(parts: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    const key = print(part);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function print(part: Part | Match): string {
  return JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
}

/** Whether `wide` holds for each packet for which `narrow` does. No, where that cannot be told. */
function covers(wide: Part, narrow: Part): boolean {
  return (
    (wide.protocol === undefined || wide.protocol === narrow.protocol) &&
    coversName(wide.interface, narrow.interface) &&
    coversName(wide.in, narrow.in) &&
    coversName(wide.out, narrow.out) &&
    coversAddress(wide.address, narrow.address) &&
    coversAddress(wide.source, narrow.source) &&
    coversAddress(wide.destination, narrow.destination) &&
    wide.matches.every((match) => narrow.matches.some((other) => coversMatch(match, other)))
  );
}

function coversName(wide: string | undefined, narrow: string | undefined): boolean {
  if (wide === undefined || narrow === undefined) return wide === undefined;
  return coversInterface(wide, narrow);
}

function coversAddress(wide: Negatable<Network> | undefined, narrow: Negatable<Network> | undefined): boolean {
  if (wide === undefined || (wide.value.prefix === 0 && !wide.negated)) return true;
  if (narrow === undefined) return false;
  const [outer, inner] = [wide.value, narrow.value];
  if (!wide.negated) return !narrow.negated && containsNetwork(outer, inner);
  if (narrow.negated) return containsNetwork(inner, outer);
  return !containsNetwork(outer, inner) && !containsNetwork(inner, outer);
}

function coversMatch(wide: Match, narrow: Match): boolean {
  if (wide.kind === 'ports' && narrow.kind === 'ports') {
    return (
      wide.protocol === narrow.protocol &&
      coversPorts(wide.source, narrow.source) &&
      coversPorts(wide.destination, narrow.destination)
    );
  }
  if (wide.kind === 'icmp' && narrow.kind === 'icmp') {
    return wide.type === narrow.type && (wide.code === undefined || wide.code === narrow.code);
  }
  return print(wide) === print(narrow);
}

function coversPorts(wide: readonly PortRange[], narrow: readonly PortRange[]): boolean {
  if (wide.length === 0) return true;
  return narrow.length > 0 && narrow.every((one) => wide.some(({ from, to }) => from <= one.from && one.to <= to));
}
