// Translation of addresses and ports: what a target of the table nat makes of a packet.

import type { Network } from '../policy/network.ts';
import { type Flow, redirected, resourced } from './flow.ts';
import type { SimulatedTarget } from './read-target.ts';

/** The packet behind the target. One that goes elsewhere is routed anew. */
export function translate(flow: Flow, target: SimulatedTarget, side: 'source' | 'destination'): Flow {
  switch (target.kind) {
    case 'source':
      return target.to === undefined ? { ...flow, knowsSource: false } : resourced(flow, target.to.address);
    case 'destination':
      if (target.to === undefined) return flow;
      return routed(redirected(flow, { address: target.to.address, port: target.port ?? flow.destinationPort }));
    case 'redirect': {
      const moved = redirected(flow, { address: flow.destinationAddress, port: target.port ?? flow.destinationPort });
      const own = { ...moved, knowsDestination: false };
      return flow.way === 'Egress' ? own : { ...own, way: 'Ingress' };
    }
    case 'netmap':
      return mapNetwork(flow, target.to, side);
    default:
      return flow;
  }
}

/** Address by address, of the side that the table's hook translates. */
function mapNetwork(flow: Flow, to: Network, side: 'source' | 'destination'): Flow {
  const hostMask = (1n << BigInt((to.family === 'ipv4' ? 32 : 128) - to.prefix)) - 1n;
  const mapped = (address: bigint) => to.address | (address & hostMask);
  if (side === 'source') return resourced(flow, mapped(flow.sourceAddress));
  return routed(redirected(flow, { address: mapped(flow.destinationAddress), port: flow.destinationPort }));
}

/** Whether it goes to this host or through it. */
function routed(flow: Flow): Flow {
  if (flow.way === 'Egress') return flow;
  const type = flow.surroundings.typeOf?.(flow.destinationAddress);
  return { ...flow, way: type === 'LOCAL' ? 'Ingress' : 'Forward' };
}
