// Peers, addresses and kinds of traffic: what may stand where, and what can be read.

import type { Result } from '../result.ts';
import type { Fault } from './fault.ts';
import type { Manifest } from './manifest.ts';
import { parseNetwork } from './network.ts';
import type { Direction } from './policy.ts';
import { faultAt, type PeerSpec } from './repository.ts';
import { readIcmp, readPort, readProtocol, type TrafficSpec } from './traffic.ts';

export interface PeerPlace {
  readonly direction: Direction;
  readonly side: 'from' | 'to';
  /** Of the list of peers. */
  readonly pointer: string;
}

/** Why a packet has no interface on that side; absent where it has one. */
const noInterface: Readonly<Record<`${Direction} ${PeerPlace['side']}`, string | undefined>> = {
  'ingress from': undefined,
  'ingress to': 'an ingress packet leaves by no interface; write it in `from`',
  'egress from': 'an egress packet enters by no interface; write it in `to`',
  'egress to': undefined,
  'forward from': undefined,
  'forward to': undefined,
};

/** What is wrong with a list of peers. */
export function checkPeers(manifest: Manifest, peers: readonly PeerSpec[] | undefined, place: PeerPlace): readonly Fault[] {
  return (peers ?? []).flatMap((peer, index) => {
    const pointer = `${place.pointer}/${index}`;
    const two = 'a peer has either `networks` or `networkSets`: write two peers for "either", and `except` for "but not"';
    return [
      ...checkInterfaceFields(manifest, peer, { ...place, pointer }),
      ...(peer.networks === undefined || peer.networkSets === undefined
        ? []
        : [faultAt(manifest, `${pointer}/networkSets`, two)]),
      ...checkNetworks(manifest, peer.networks, `${pointer}/networks`),
      ...checkNetworks(manifest, peer.except?.networks, `${pointer}/except/networks`),
    ];
  });
}

/** Addresses and networks that cannot be read. */
export function checkNetworks(manifest: Manifest, networks: readonly string[] | undefined, pointer: string): readonly Fault[] {
  return checkEach(manifest, networks, { pointer, read: parseNetwork });
}

/** Ports, protocols and ICMP types that cannot be read, in a rule, a failsafe item or a Service. */
export function checkTraffic(manifest: Manifest, spec: TrafficSpec, pointer: string): readonly Fault[] {
  const portFaults = (spec.ports ?? []).flatMap((one, index) => [
    ...checkEach(manifest, one.ports, { pointer: `${pointer}/ports/${index}/ports`, read: readPort }),
    ...checkEach(manifest, one.sourcePorts, { pointer: `${pointer}/ports/${index}/sourcePorts`, read: readPort }),
  ]);
  return [
    ...portFaults,
    ...checkEach(manifest, spec.protocols, { pointer: `${pointer}/protocols`, read: readProtocol }),
    ...checkEach(manifest, spec.icmp, { pointer: `${pointer}/icmp`, read: readIcmp, field: '/type' }),
  ];
}

interface Reading<T> {
  /** Of the list. */
  readonly pointer: string;
  readonly read: (value: T) => Result<unknown, string>;
  /** Of the value inside an entry at which a fault is shown. */
  readonly field?: string;
}

function checkEach<T>(manifest: Manifest, values: readonly T[] | undefined, reading: Reading<T>): readonly Fault[] {
  return (values ?? []).flatMap((value, index) => {
    const result = reading.read(value);
    return result.ok ? [] : [faultAt(manifest, `${reading.pointer}/${index}${reading.field ?? ''}`, result.error)];
  });
}

function checkInterfaceFields(manifest: Manifest, peer: PeerSpec, place: PeerPlace): readonly Fault[] {
  const reason = noInterface[`${place.direction} ${place.side}`];
  if (reason === undefined) return [];
  const fields = (['zones', 'interfaces'] as const).filter((field) => peer[field] !== undefined);
  return fields.map((field) => faultAt(manifest, `${place.pointer}/${field}`, `\`${field}\` is not allowed here: ${reason}`));
}
