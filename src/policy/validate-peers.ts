// Peers and kinds of traffic: which fields may stand where, and together.

import type { Fault } from './fault.ts';
import type { Peer as PeerSpec } from './generated/types.ts';
import type { Manifest } from './manifest.ts';
import type { Direction } from './policy.ts';
import { faultAt } from './repository.ts';
import { readIcmp, type TrafficSpec } from './traffic.ts';

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

/** Why the hardware address on that side is not known; absent where it is. */
const noMacs: Readonly<Record<`${Direction} ${PeerPlace['side']}`, string | undefined>> = {
  'ingress from': undefined,
  'ingress to': 'only the hardware address that a frame comes from is known; write it in `from`',
  'egress from': 'what this host sends comes from its own hardware; leave it out',
  'egress to': 'the hardware address that a packet goes to is not known yet; write `networks`',
  'forward from': undefined,
  'forward to': 'only the hardware address that a frame comes from is known; write it in `from`',
};

/** Of these a peer has one at most. */
const addressFields = ['networks', 'networkSets', 'networkSetSelector', 'hosts', 'domainNames'] as const;

/** What is wrong with a list of peers. */
export function checkPeers(
  manifest: Manifest,
  peers: readonly PeerSpec[] | undefined,
  place: PeerPlace,
): readonly Fault[] {
  const noMac = noMacs[`${place.direction} ${place.side}`];
  const faults = (peers ?? []).flatMap((peer, index) => {
    const pointer = `${place.pointer}/${index}`;
    const [first, ...others] = addressFields.filter((field) => peer[field] !== undefined);
    const two = `a peer has one of ${addressFields.map((field) => `\`${field}\``).join(', ')}: write two peers for "either", and \`except\` for "but not"`;
    return [
      ...checkInterfaceFields(manifest, peer, { ...place, pointer }),
      ...(first === undefined ? [] : others.map((field) => faultAt(manifest, `${pointer}/${field}`, two))),
    ];
  });
  if (noMac === undefined) return faults;
  return [...faults, ...refuseMacs(manifest, peers, { pointer: place.pointer, reason: noMac })];
}

/** Hardware addresses where no packet can be known by them. */
export function refuseMacs(
  manifest: Manifest,
  peers: readonly PeerSpec[] | undefined,
  place: { readonly pointer: string; readonly reason: string },
): readonly Fault[] {
  return (peers ?? []).flatMap((peer, index) =>
    peer.macs === undefined
      ? []
      : [faultAt(manifest, `${place.pointer}/${index}/macs`, `\`macs\` is not allowed here: ${place.reason}`)],
  );
}

/** ICMP types that the family beside them does not have; what a value alone shows, the schema's formats have told. */
export function checkTraffic(manifest: Manifest, spec: TrafficSpec, pointer: string): readonly Fault[] {
  return (spec.icmp ?? []).flatMap((icmp, index) => {
    const result = readIcmp(icmp);
    return result.ok ? [] : [faultAt(manifest, `${pointer}/icmp/${index}/type`, result.error)];
  });
}

function checkInterfaceFields(manifest: Manifest, peer: PeerSpec, place: PeerPlace): readonly Fault[] {
  const reason = noInterface[`${place.direction} ${place.side}`];
  if (reason === undefined) return [];
  const fields = (['zones', 'interfaces'] as const).filter((field) => peer[field] !== undefined);
  return fields.map((field) =>
    faultAt(manifest, `${place.pointer}/${field}`, `\`${field}\` is not allowed here: ${reason}`),
  );
}
