// Names in the kernel: chains, sets, limits and log prefixes. Each has a bound, and each stays the same for the same manifest.

import { createHash } from 'node:crypto';
import type { Family } from '../policy/family.ts';
import type { Direction, RateLimit } from '../policy/policy.ts';

const maxChainName = 28;
/** One less than the kernel's bound: the alternate name is one longer. */
const maxSetName = 30;
const hashLength = 8;

const ways: Readonly<Record<Direction, string>> = { ingress: 'IN', egress: 'OUT', forward: 'FWD' };

/** `GW-IN`, `GW-OUT` or `GW-FWD`, with what follows: `GW-IN-ADMIN`. Upper case is the layout. */
export function layoutChain(direction: Direction, part = ''): string {
  return part === '' ? `GW-${ways[direction]}` : `GW-${ways[direction]}-${part}`;
}

/** The chain of one policy in one direction, at most 28 characters; lower case is a policy. */
export function policyChain(direction: Direction, policy: string): string {
  const head = `GW-${ways[direction]}-`;
  return head + shorten(policy, maxChainName - head.length);
}

/** A chain of table raw for one zone, at most 28 characters; `part` tells those of one zone apart. */
export function zoneChain(zone: string, part: string): string {
  const head = 'GW-RAW-';
  const tail = `.${hash(part)}`;
  return head + shorten(zone, maxChainName - head.length - tail.length) + tail;
}

/** A part of `chain` that begins with the rule `first`, at most 28 characters. */
export function partChain(chain: string, first: string): string {
  return `${chain.slice(0, maxChainName - hashLength - 1)}.${hash(`${chain} ${first}`)}`;
}

/** The ipset of a NetworkSet in one family, at most 30 characters. */
export function setName(family: Family, name: string): string {
  const head = setHeads[family];
  // The names of our own are free in manifests, too.
  const own = ownNames.includes(name) ? `${name}.${hash(name)}` : name;
  return head + shorten(own, maxSetName - head.length);
}

/** The ipset of the flows that were ended. */
export function revokedSetName(family: Family): string {
  return setHeads[family] + revoked;
}

/** The ipset of where the controller must always be able to go. */
export function lifelinesSetName(family: Family): string {
  return setHeads[family] + lifelines;
}

/** The ipset of sources that nobody has in the internet. */
export function bogonsSetName(family: Family): string {
  return setHeads[family] + bogons;
}

/** The ipset of the networks of zones and of the host's interfaces. */
export function ownSetName(family: Family): string {
  return setHeads[family] + ownNetworks;
}

const setHeads: Readonly<Record<Family, string>> = { ipv4: 'gw4-', ipv6: 'gw6-' };
const revoked = 'revoked';
const lifelines = 'lifelines';
const bogons = 'bogons';
const ownNetworks = 'own-networks';
const ownNames = [revoked, lifelines, bogons, ownNetworks];

/** The other one of an owned set's two names: a set that changes with rules is made under it, and the rules switch. */
export function alternateSetName(name: string): string {
  return name.endsWith('~') ? name.slice(0, -1) : `${name}~`;
}

/** A set that exists for the moment of a swap with `name`: no rule ever bears it, and no label can make it. */
export function temporarySetName(name: string): string {
  return `${name.slice(0, 'gw4-'.length)}~${hash(name)}`;
}

/** The chain that stands for `chain` while several tables change, at most 28 characters. No label can hold a `~`. */
export function shadowChain(chain: string): string {
  return `${shadowHead}${shorten(chain.slice('GW-'.length), maxChainName - shadowHead.length)}`;
}

const shadowHead = 'GW-~';

/** Whether a chain is one that only stands while several tables change. */
export function isShadowChain(name: string): boolean {
  return name.startsWith(shadowHead);
}

/**
 * The name of a hashlimit: `gw-<last word of subject>-<8 hex>`.
 *
 * It holds a hash of all parameters, because the kernel keeps the first parameters of a name for as long as any rule
 * bears it; and it is one for all kernel rules of one manifest rule, because each name is a budget of its own.
 */
export function limitName(subject: string, counted: 'log' | 'flows' | 'packets', limit: RateLimit): string {
  const last = subject.slice(subject.lastIndexOf('/') + 1);
  return `gw-${last}-${hash(`${subject} ${counted} ${limit.rate} burst ${limit.burst} per ${limit.per}`)}`;
}

/** `text`, or so much of it as fits into `max` characters with a hash of the whole behind it. */
export function shortenPrefix(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - hashLength - 1)}~${hash(text)}`;
}

/** A DNS label cannot hold a `.`, so a shortened name never equals a whole one. */
function shorten(name: string, max: number): string {
  return name.length <= max ? name : `${name.slice(0, max - hashLength - 1)}.${hash(name)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hashLength);
}
