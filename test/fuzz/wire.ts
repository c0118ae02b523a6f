// Packets as bytes, with a number by which each is known again, also in the answer that refuses it.

import type { Family } from '../../src/policy/family.ts';

/** What a random packet is made of. */
export interface WirePacket {
  readonly family: Family;
  readonly source: bigint;
  readonly destination: bigint;
  readonly protocol: number;
  readonly hopLimit: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly tcpFlags: number;
  readonly icmpType: number;
  readonly icmpCode: number;
  /** 1 to 65,535. */
  readonly id: number;
}

/** From the IP header on. */
export function packetBytes(packet: WirePacket): Buffer {
  const body = bodyOf(packet);
  return Buffer.concat([
    packet.family === 'ipv4' ? ipv4Header(packet, body.length) : ipv6Header(packet, body.length),
    body,
  ]);
}

function ipv4Header(packet: WirePacket, length: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + length, 2);
  header.writeUInt16BE(packet.id, 4);
  header.writeUInt8(packet.hopLimit, 8);
  header.writeUInt8(packet.protocol, 9);
  addressBytes(packet.family, packet.source).copy(header, 12);
  addressBytes(packet.family, packet.destination).copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6Header(packet: WirePacket, length: number): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32BE((0x60000000 | packet.id) >>> 0, 0);
  header.writeUInt16BE(length, 4);
  header.writeUInt8(packet.protocol, 6);
  header.writeUInt8(packet.hopLimit, 7);
  addressBytes(packet.family, packet.source).copy(header, 8);
  addressBytes(packet.family, packet.destination).copy(header, 24);
  return header;
}

export function addressBytes(family: Family, address: bigint): Buffer {
  return Buffer.from(address.toString(16).padStart(family === 'ipv4' ? 8 : 32, '0'), 'hex');
}

function bodyOf(packet: WirePacket): Buffer {
  switch (packet.protocol) {
    case 6:
      return tcpSegment(packet);
    case 17:
      return withChecksum(packet, portsHeader(packet, 16, { lengthAt: 4 }), 6);
    case 1:
      return withChecksum(undefined, icmpMessage(packet), 2);
    case 58:
      return withChecksum(packet, icmpMessage(packet), 2);
    case 33:
    case 132:
    case 136:
      return portsHeader(packet, 24, {});
    default:
      // Connection tracking drops what looks like a tunnel of PPTP that it does not know.
      return Buffer.alloc(24);
  }
}

function portsHeader(packet: WirePacket, length: number, { lengthAt }: { readonly lengthAt?: number }): Buffer {
  const body = Buffer.alloc(length);
  body.writeUInt16BE(packet.sourcePort, 0);
  body.writeUInt16BE(packet.destinationPort, 2);
  if (lengthAt !== undefined) body.writeUInt16BE(length, lengthAt);
  return body;
}

/** The number stands in both sequence numbers: one of them comes back in a reset. */
function tcpSegment(packet: WirePacket): Buffer {
  const body = portsHeader(packet, 20, {});
  body.writeUInt32BE(packet.id * 16, 4);
  body.writeUInt32BE(packet.id * 16, 8);
  body.writeUInt8(0x50, 12);
  body.writeUInt8(packet.tcpFlags, 13);
  body.writeUInt16BE(1024, 14);
  return withChecksum(packet, body, 16);
}

function icmpMessage(packet: WirePacket): Buffer {
  const body = Buffer.alloc(32);
  body.writeUInt8(packet.icmpType, 0);
  body.writeUInt8(packet.icmpCode, 1);
  body.writeUInt16BE(packet.id, 4);
  return body;
}

/** `packet`: with its addresses; absent: the body alone. */
function withChecksum(packet: WirePacket | undefined, body: Buffer, at: number): Buffer {
  const head = packet === undefined ? Buffer.alloc(0) : pseudoHeader(packet, body.length);
  body.writeUInt16BE(checksum(Buffer.concat([head, body])) || 0xffff, at);
  return body;
}

function pseudoHeader({ family, source, destination, protocol }: WirePacket, length: number): Buffer {
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(length, 0);
  tail.writeUInt16BE(protocol, 2);
  return Buffer.concat([addressBytes(family, source), addressBytes(family, destination), tail]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** One record of the probe. */
export interface Met {
  readonly prefix: string;
  readonly packet: Buffer;
}

/** The records in a netlink message, which may hold several. */
export function readRecords(message: Buffer): readonly Met[] {
  const records: Met[] = [];
  for (let at = 0; at + 16 <= message.length; ) {
    const length = message.readUInt32LE(at);
    const attributes = readAttributes(message.subarray(at + 20, at + length));
    const [prefix, packet] = [attributes.get(10), attributes.get(9)];
    if (prefix !== undefined && packet !== undefined)
      records.push({ prefix: prefix.toString('latin1').replace(/\0.*$/s, ''), packet });
    at += Math.max(16, (length + 3) & ~3);
  }
  return records;
}

function readAttributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at);
    if (length < 4) break;
    attributes.set(bytes.readUInt16LE(at + 2) & 0x7fff, bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return attributes;
}

export interface SeenPacket {
  readonly id: number;
  readonly source: bigint;
  readonly destination: bigint;
  readonly destinationPort: number;
}

/** One of our packets. */
export function readPacket(packet: Buffer): SeenPacket {
  const isIpv4 = packet.readUInt8(0) >> 4 === 4;
  const [from, size, body] = isIpv4 ? [12, 4, 20] : [8, 16, 40];
  const address = (at: number) => BigInt(`0x${packet.toString('hex', at, at + size)}`);
  return {
    id: isIpv4 ? packet.readUInt16BE(4) : packet.readUInt32BE(0) & 0xfffff,
    source: address(from),
    destination: address(from + size),
    destinationPort: packet.length >= body + 4 ? packet.readUInt16BE(body + 2) : 0,
  };
}

/** The number of the packet that an answer of the host's refuses; undefined for other answers. */
export function readRefused(answer: Buffer): number | undefined {
  const isIpv4 = answer.readUInt8(0) >> 4 === 4;
  const body = answer.subarray(isIpv4 ? 20 : 40);
  const protocol = answer.readUInt8(isIpv4 ? 9 : 6);
  if (protocol === 6) {
    if ((body.readUInt8(13) & 4) === 0) return undefined;
    // Without an ACK it bears what the packet acknowledged, else what follows the packet.
    const number = (body.readUInt8(13) & 16) === 0 ? body.readUInt32BE(4) : body.readUInt32BE(8);
    return number >>> 4;
  }
  const isRefusal = isIpv4 ? protocol === 1 && body.readUInt8(0) === 3 : protocol === 58 && body.readUInt8(0) === 1;
  return isRefusal && body.length > 28 ? readPacket(body.subarray(8)).id : undefined;
}
