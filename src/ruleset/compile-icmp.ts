// ICMP that a host cannot live without, its echo, and the chatter that is not worth a record.

import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { profileRule } from './layout-rule.ts';
import type { Match, Selector } from './rule.ts';

export const icmpChain = 'GW-ICMP';
export const noiseChain = 'GW-NOISE';

const echoRequest = { ipv4: { protocol: 1, type: 8 }, ipv6: { protocol: 58, type: 128 } } as const;

/** Requests to be echoed. */
export function echoSelector({ family }: CompileContext): Selector {
  const { protocol, type } = echoRequest[family];
  return { protocol, matches: [{ kind: 'icmp', type }] };
}

/** What leads to `GW-ICMP`; nothing where that would be empty. */
export function compileEssentialsJump(context: CompileContext): readonly CompiledRule[] {
  if (!context.profile.icmp.essentials || compileEssentials(context).length === 0) return [];
  const protocol = echoRequest[context.family].protocol;
  return [
    profileRule(context.profile, 'essentials', { selector: { protocol }, target: { kind: 'jump', chain: icmpChain } }),
  ];
}

/** RFC 4890, 4.4.1: what IPv6 cannot live without, believed only from the link itself (hop limit 255; MLD is sent with 1). */
const neighbourDiscovery = [133, 134, 135, 136];
const multicastListener = [130, 131, 132, 143];
const errorTypes = { ipv4: [3, 11, 12], ipv6: [1, 2, 3, 4] } as const;

/** The rules of `GW-ICMP`. */
export function compileEssentials(context: CompileContext): readonly CompiledRule[] {
  const { family, profile } = context;
  const { protocol } = echoRequest[family];
  const linkTypes = [
    ...neighbourDiscovery.map((type) => ({ type, hops: 255 })),
    ...multicastListener.map((type) => ({ type, hops: 1 })),
  ];
  const link = linkTypes
    .toSorted((a, b) => a.type - b.type)
    .map(({ type, hops }): readonly Match[] => [
      { kind: 'icmp', type },
      { kind: 'hopLimit', equals: hops },
    ]);
  // An error that belongs to a flow is RELATED; any other is INVALID, and where that is not dropped it is let in here.
  const errors = profile.dropInvalid
    ? []
    : errorTypes[family].map((type): readonly Match[] => [{ kind: 'icmp', type }]);
  return [...errors, ...(family === 'ipv6' ? link : [])].map((matches) =>
    profileRule(profile, 'essentials', { selector: { protocol, matches }, target: { kind: 'accept' } }),
  );
}

/**
 * Errors that pass through this host though they belong to no flow (RFC 4890, 4.3.1): none where what is invalid is
 * dropped, for that is what they are.
 */
export function compileTransitEssentials({ family, profile }: CompileContext): readonly CompiledRule[] {
  if (profile.dropInvalid || !profile.icmp.transitEssentials) return [];
  const { protocol } = echoRequest[family];
  return errorTypes[family].map((type) =>
    profileRule(profile, 'transitEssentials', {
      selector: { protocol, matches: [{ kind: 'icmp', type }] },
      target: { kind: 'accept' },
    }),
  );
}

const noisePorts = { ipv4: [67, 68, 137, 138], ipv6: [546, 547] } as const;

/** Chatter that is refused without a record. */
export function compileNoise({ family, profile }: CompileContext): readonly CompiledRule[] {
  const types = family === 'ipv4' ? (['BROADCAST', 'MULTICAST'] as const) : (['MULTICAST'] as const);
  const destination = noisePorts[family].map((port) => ({ from: port, to: port }));
  return [
    profileRule(profile, 'noise', {
      selector: { matches: [{ kind: 'destinationType', types }] },
      target: { kind: 'drop' },
    }),
    profileRule(profile, 'noise', {
      selector: { protocol: 17, matches: [{ kind: 'ports', protocol: 'udp', source: [], destination }] },
      target: { kind: 'drop' },
    }),
  ];
}
