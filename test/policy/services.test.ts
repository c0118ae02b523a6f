// The catalogue: its numbers agree with the system's own list, its names are in order and can be found.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BuiltInService, catalogue, findService } from '../../src/policy/services.ts';

/** Names of ours that /etc/services knows by another name. */
const otherNames: Readonly<Record<string, string>> = {
  bacula: 'bacula-fd',
  'bacula-client': 'bacula-fd',
  cups: 'ipp',
  dhcp: 'bootps',
  'dhcp-client': 'bootpc',
  'dhcp-server': 'bootps',
  dhcpv6: 'dhcpv6-server',
  dns: 'domain',
  'dns-over-quic': 'domain-s',
  'dns-over-tls': 'domain-s',
  etcd: 'etcd-client',
  ftps: 'ftps-data',
  http3: 'https',
  iax2: 'iax',
  ident: 'auth',
  imap: 'imap2',
  ipmi: 'asf-rmcp',
  ipsec: 'ipsec-nat-t',
  irc: 'ircd',
  ircs: 'ircs-u',
  iscsi: 'iscsi-target',
  kadmin: 'kerberos-adm',
  l2tp: 'l2f',
  lpd: 'printer',
  managesieve: 'sieve',
  msrpc: 'epmap',
  mssql: 'ms-sql-s',
  'mssql-browser': 'ms-sql-m',
  netbios: 'netbios-ssn',
  nfs3: 'nfs',
  'nts-ke': 'ntske',
  ptp: 'ptp-general',
  rdp: 'ms-wbt-server',
  rip: 'route',
  rpcbind: 'sunrpc',
  s7: 'iso-tsap',
  sips: 'sip-tls',
  slp: 'svrloc',
  smb: 'microsoft-ds',
  smtps: 'submissions',
  snmptrap: 'snmp-trap',
  'wake-on-lan': 'discard',
  'zabbix-server': 'zabbix-trapper',
};

function portsOf(service: BuiltInService): readonly { readonly from: number; readonly to: number }[] {
  return service.traffic.flatMap((traffic) => (traffic.kind === 'ports' ? traffic.ports : []));
}

/** Port numbers by name, aliases included. */
function readEtcServices(): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, number[]>();
  for (const line of readFileSync('/etc/services', 'utf8').split('\n')) {
    const [name = '', port = '', ...aliases] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    for (const known of name === '' ? [] : [name, ...aliases]) {
      ports.set(known, [...(ports.get(known) ?? []), Number.parseInt(port, 10)]);
    }
  }
  return ports;
}

describe('the catalogue', () => {
  test('agrees with /etc/services wherever that list has the name', () => {
    const listed = readEtcServices();
    const known = catalogue.filter((service) => listed.has(otherNames[service.name] ?? service.name));
    expect(known.length).toBeGreaterThan(80);
    const wrong = known.filter((service) => {
      const wanted = listed.get(otherNames[service.name] ?? service.name) ?? [];
      return !wanted.every((port) => portsOf(service).some((range) => range.from <= port && port <= range.to));
    });
    expect(wrong.map((service) => service.name)).toEqual([]);
  });

  test('every other name that it borrows is one of its own services', () => {
    expect(Object.keys(otherNames).filter((name) => findService(name) === undefined)).toEqual([]);
  });

  test('names are DNS labels, unique and in order', () => {
    const names = catalogue.map((service) => service.name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.filter((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))).toEqual([]);
  });

  test('every port and every protocol is in range, and every service has traffic', () => {
    for (const service of catalogue) {
      expect(service.traffic).not.toEqual([]);
      expect(service.description).toMatch(/^\S.*[^.]$/);
      for (const { from, to } of portsOf(service)) {
        expect(from).toBeGreaterThanOrEqual(1);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(65_535);
      }
    }
  });

  test('services that people name in both families hold both', () => {
    expect(findService('ping')?.traffic).toEqual([
      { kind: 'icmp', family: 'ipv4', type: 8 },
      { kind: 'icmp', family: 'ipv6', type: 128 },
    ]);
    expect(findService('ipsec')?.traffic).toEqual([
      {
        kind: 'ports',
        protocol: 'udp',
        ports: [
          { from: 500, to: 500 },
          { from: 4500, to: 4500 },
        ],
        sourcePorts: [],
      },
      { kind: 'protocol', protocol: 50 },
      { kind: 'protocol', protocol: 51 },
    ]);
  });

  test('a name that it lacks is not found', () => {
    expect(findService('gopher')).toBeUndefined();
    expect(findService('constructor')).toBeUndefined();
  });
});
