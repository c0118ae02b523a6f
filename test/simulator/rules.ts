// Rulesets for the simulator: a few rules of one table behind its hook, and packets.

import type { Family } from '../../src/policy/family.ts';
import { parseAddress } from '../../src/policy/network.ts';
import type { Desired, DesiredSet, DesiredTable, Hook, TableName } from '../../src/ruleset/ruleset.ts';
import type { Packet } from '../../src/simulator/packet.ts';

export const origin = { file: 'a.yaml', line: 1, column: 1, endLine: 1 };

interface Part {
  readonly table?: TableName;
  readonly builtin?: Hook['builtin'];
  /** Each chain's rules; the first chain hangs on the hook. The label of a rule is its number in its chain. */
  readonly chains: Readonly<Record<string, readonly string[]>>;
}

/** The same in both families. */
export function desiredOf(parts: readonly Part[], sets: readonly DesiredSet[] = []): Desired {
  const tables = parts.map(({ table = 'filter', builtin = 'INPUT', chains }): DesiredTable => {
    const made = Object.entries(chains).map(([name, rules]) => ({
      name,
      rules: rules.map((text, index) => ({
        text,
        label: `${name} ${index + 1}`,
        role: 'verdict' as const,
        origin,
      })),
    }));
    return { name: table, chains: made, hooks: [{ builtin, target: made[0]?.name ?? '', after: [] }] };
  });
  return { ipv4: { family: 'ipv4', tables }, ipv6: { family: 'ipv6', tables }, sets };
}

export function addressOf(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.address;
}

/** From a client to port 80 of this host, of which nothing else is known. */
export function somePacket(family: Family = 'ipv4', parts: Partial<Packet> = {}): Packet {
  const [source, destination] = family === 'ipv4' ? ['198.51.100.7', '192.0.2.1'] : ['2001:db8:c::7', '2001:db8::1'];
  return {
    family,
    way: 'Ingress',
    source: addressOf(source),
    destination: addressOf(destination),
    protocol: 6,
    ...parts,
  };
}
