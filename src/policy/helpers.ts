// Helpers of connection tracking: protocols that open further connections, which the kernel then knows to belong to the first.

import { type Family, families } from './family.ts';
import type { Service } from './generated/types.ts';
import { reachableFrom } from './graph.ts';
import type { HelpedTraffic, PortProtocol } from './policy.ts';
import { findService } from './services.ts';
import { expandTraffic, type ServiceIndex } from './traffic.ts';

type HelperName = NonNullable<Service['spec']['helper']>;

interface Helper {
  /** What the kernel calls it for the connection that a service names. */
  readonly names: Readonly<Partial<Record<PortProtocol, string>>>;
  readonly families: readonly Family[];
}

/** As the kernel registers them. */
const helpers: Readonly<Record<HelperName, Helper>> = {
  amanda: { names: { udp: 'amanda' }, families },
  ftp: { names: { tcp: 'ftp' }, families },
  h323: { names: { tcp: 'Q.931', udp: 'RAS' }, families },
  irc: { names: { tcp: 'irc' }, families: ['ipv4'] },
  'netbios-ns': { names: { udp: 'netbios-ns' }, families: ['ipv4'] },
  pptp: { names: { tcp: 'pptp' }, families: ['ipv4'] },
  sip: { names: { tcp: 'sip', udp: 'sip' }, families },
  snmp: { names: { udp: 'snmp' }, families: ['ipv4'] },
  tftp: { names: { udp: 'tftp' }, families },
};

/** What the services ask helpers for, those that they include too; empty where none does. */
export function listHelped(names: readonly string[], services: ServiceIndex): readonly HelpedTraffic[] {
  const reached = reachableFrom(names, (name) => services.get(name)?.spec.include ?? []);
  return reached.flatMap((service) => {
    const helper = services.get(service)?.spec.helper;
    return helper === undefined ? [] : helpService(service, helpers[helper], services);
  });
}

function helpService(service: string, helper: Helper, services: ServiceIndex): readonly HelpedTraffic[] {
  const traffic = expandTraffic({ services: [service] }, services);
  return Object.entries(helper.names).flatMap(([protocol, name]): HelpedTraffic[] => {
    const own = traffic.filter((item) => item.kind === 'ports' && item.protocol === protocol && item.ports.length > 0);
    return own.length === 0 ? [] : [{ helper: name, families: helper.families, traffic: own }];
  });
}

/** Why the helper would have nothing to do; undefined where it has, or where an include is unknown. */
export function findIdleHelper(service: string, helper: HelperName, services: ServiceIndex): string | undefined {
  const protocols = Object.keys(helpers[helper].names);
  const isRead = (protocol: string) => protocols.includes(protocol.toLowerCase());
  const reached = reachableFrom([service], (name) => services.get(name)?.spec.include ?? []);
  const isBusy = reached.some((name) => {
    const own = services.get(name);
    if (own !== undefined)
      return own.spec.ports?.some((one) => isRead(one.protocol) && one.ports !== undefined) === true;
    const builtIn = findService(name);
    return builtIn === undefined || builtIn.traffic.some((item) => item.kind === 'ports' && isRead(item.protocol));
  });
  if (isBusy) return undefined;
  const names = protocols.map((name) => name.toUpperCase());
  return `the helper ${helper} reads ${names.join(' or ')}, and the service names no port of it; add ports: [{protocol: ${names[0]}, ports: [...]}], or take helper out`;
}
