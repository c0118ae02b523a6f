// What a NatPolicy means for the destination of one packet, and whom it lets in by that; read from the manifest alone.

import { parseCidr } from 'cidr-tools';
import type { Packet } from '../../src/simulator/packet.ts';
import {
  type Asked,
  fieldsOf,
  isDevice,
  isIn,
  type Json,
  listOf,
  meetsPeers,
  meetsTraffic,
  type Names,
} from './meaning-traffic.ts';

/** What the host knows of addresses. */
export interface Around {
  readonly isOwn: (address: bigint) => boolean;
  readonly routeOf: (address: bigint) => string | undefined;
}

const forwardFields = ['name', 'inZone', 'address', 'ports', 'target', 'from', 'hairpin', 'autoAllow'];
const redirectFields = ['name', 'inZone', 'ports', 'toPort', 'from', 'to', 'autoAllow', 'ipFamilies'];
const natFields = [
  ...['hostSelector', 'priority', 'exempt', 'masquerade', 'snat', 'portForwards', 'redirects', 'oneToOne', 'npt6'],
];

/** The packet as the rules of the filter see it; `Elsewhere` where it is redirected to an address that only the kernel knows. */
export function translate(nat: Json, asked: Asked, around: Around): Packet | 'Elsewhere' {
  const { packet } = asked;
  const spec = fieldsOf(nat, natFields);
  const forwards = listOf<Json>(spec.portForwards).map((one) => fieldsOf(one, forwardFields));
  if (packet.state !== 'NEW') return packet;
  // What this host itself sends meets translations only for the sake of a hairpin.
  const isFamily = (item: Json) => isOfFamily(targetOf(item).address, packet);
  if (packet.way === 'Egress' && !forwards.some((item) => item.hairpin === true && isFamily(item))) return packet;
  if (listOf<Json>(spec.exempt).some((item) => isExempt(item, asked))) return packet;
  const forward = forwards.find((item) => isFamily(item) && meetsForward(item, asked, around));
  if (forward !== undefined) {
    const { address, port } = targetOf(forward);
    return sentTo(packet, { address: parseCidr(address).start, port: port ?? packet.destinationPort }, around);
  }
  const redirects = listOf<Json>(spec.redirects).map((one) => fieldsOf(one, redirectFields));
  if (redirects.some((item) => meetsRedirect(item, asked))) return 'Elsewhere';
  return translateMaps([...listOf<Json>(spec.oneToOne), ...listOf<Json>(spec.npt6)], asked, around);
}

function targetOf(item: Json): { readonly address: string; readonly port?: number } {
  const { address, port } = fieldsOf(item.target, ['address', 'port']);
  return { address: String(address), ...(port === undefined ? {} : { port: Number(port) }) };
}

function isOfFamily(address: string, { family }: Packet): boolean {
  return address.includes(':') === (family === 'ipv6');
}

/** IPv4 alone, unless an address that is written says otherwise. */
function isExempt(written: Json, asked: Asked): boolean {
  const item = fieldsOf(written, ['name', 'from', 'to']);
  const texts = [...listOf<Json>(item.from), ...listOf<Json>(item.to)].flatMap((peer) => listOf<string>(peer.networks));
  const isIpv6 = texts.length > 0 && texts.every((text) => text.includes(':'));
  if ((asked.packet.family === 'ipv6') !== isIpv6) return false;
  return meetsPeers(item.from, 'from', asked) && meetsPeers(item.to, 'to', asked);
}

function entersBy(zone: unknown, { packet, names }: Asked): boolean {
  return packet.way !== 'Egress' && isBehind(zone, packet.inInterface, names);
}

function isBehind(zone: unknown, device: string | undefined, { zones }: Names): boolean {
  return (zones[String(zone)] ?? []).some((name) => isDevice(device, name));
}

function meetsForward(item: Json, asked: Asked, { isOwn }: Around): boolean {
  const { packet } = asked;
  const isHere =
    item.address === undefined ? isOwn(packet.destination) : isIn(String(item.address), packet, packet.destination);
  return (
    isHere &&
    (item.hairpin === true || entersBy(item.inZone, asked)) &&
    meetsTraffic({ ports: item.ports }, asked) &&
    meetsPeers(item.from, 'from', asked)
  );
}

function meetsRedirect(item: Json, asked: Asked): boolean {
  return (
    entersBy(item.inZone, asked) &&
    meetsTraffic({ ports: item.ports }, asked) &&
    meetsPeers(item.from, 'from', asked) &&
    meetsPeers(item.to, 'to', asked)
  );
}

function translateMaps(maps: readonly Json[], asked: Asked, around: Around): Packet {
  const { packet } = asked;
  for (const written of maps) {
    const { zone, external, internal } = fieldsOf(written, ['name', 'zone', 'external', 'internal']);
    if (!entersBy(zone, asked) || !isIn(String(external), packet, packet.destination)) continue;
    const offset = packet.destination - parseCidr(String(external)).start;
    return sentTo(
      packet,
      { address: parseCidr(String(internal)).start + offset, port: packet.destinationPort },
      around,
    );
  }
  return packet;
}

function sentTo(
  packet: Packet,
  to: { readonly address: bigint; readonly port: number | undefined },
  { isOwn }: Around,
): Packet {
  const way = packet.way === 'Egress' ? 'Egress' : isOwn(to.address) ? 'Ingress' : 'Forward';
  const { destinationPort: _, ...rest } = packet;
  return { ...rest, way, destination: to.address, ...(to.port === undefined ? {} : { destinationPort: to.port }) };
}

/** Whether a forward lets its translated flows through, as the packet was before its translation. */
export function isLetThrough(nat: Json, asked: Asked): boolean {
  const { packet } = asked;
  return listOf<Json>(nat.portForwards).some((item) => {
    if (item.autoAllow === false || !isOfFamily(targetOf(item).address, packet)) return false;
    const isHere = item.address === undefined || isIn(String(item.address), packet, packet.destination);
    return (
      isHere &&
      (item.hairpin === true || entersBy(item.inZone, asked)) &&
      meetsTraffic({ ports: item.ports }, asked) &&
      meetsPeers(item.from, 'from', asked)
    );
  });
}
