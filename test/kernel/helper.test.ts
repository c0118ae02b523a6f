// Service.helper: the further connections of a protocol pass because connection tracking reads along, and only then.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanEnvironment } from '../../src/adapters/exec.ts';
import type { Namespace } from '../../src/adapters/namespace.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { enforce, lan, makeGateway, manifest, wan } from './gateway.ts';
import { backends, endOfSuite, type World } from './world.ts';

const server = `const net = require('node:net');
net.createServer((control) => {
  control.on('error', () => undefined);
  control.write('220 ready\\r\\n');
  control.on('data', (data) => {
    const line = data.toString().trim();
    const local = control.localAddress.replace('::ffff:', '');
    const listen = (say) => {
      const passive = net.createServer((socket) => socket.on('error', () => undefined).end('data')).listen(0, '::', () => say(passive.address().port));
      setTimeout(() => passive.close(), 3000);
    };
    const dial = (host, port) => {
      const socket = net.connect({ host, port, localAddress: local });
      socket.on('error', () => undefined);
      setTimeout(() => socket.destroy(), 1500);
      control.write('200 ok\\r\\n');
    };
    if (line.startsWith('USER ')) control.write('230 in\\r\\n');
    else if (line === 'PASV') listen((port) => control.write('227 Entering Passive Mode (' + local.split('.').join(',') + ',' + (port >> 8) + ',' + (port & 255) + ').\\r\\n'));
    else if (line === 'EPSV') listen((port) => control.write('229 Entering Extended Passive Mode (|||' + port + '|)\\r\\n'));
    else if (line.startsWith('PORT ')) { const n = line.slice(5).split(','); dial(n.slice(0, 4).join('.'), Number(n[4]) * 256 + Number(n[5])); }
    else if (line.startsWith('EPRT ')) { const p = line.split('|'); dial(p[2], Number(p[3])); }
  });
}).listen(21, '::', () => console.log('ready'));`;

const client = `const net = require('node:net');
const [address, mode] = process.argv.slice(1);
const end = (word) => { console.log(word); process.exit(0); };
const control = net.connect(21, address);
control.on('error', () => end('no control'));
setTimeout(() => end('no control'), 1500);
const own = () => control.localAddress.replace('::ffff:', '');
const refused = () => setTimeout(() => end('no data'), 700);
control.on('data', (data) => {
  const line = data.toString();
  // The kernel reads lines from the second one of each side on.
  if (line.startsWith('220')) control.write('USER me\\r\\n');
  else if (line.startsWith('230')) {
    if (mode === 'passive') { control.write(net.isIPv4(address) ? 'PASV\\r\\n' : 'EPSV\\r\\n'); return; }
    const back = net.createServer(() => end('data')).listen(0, '::', () => {
      const port = back.address().port;
      control.write(net.isIPv4(address) ? 'PORT ' + own().split('.').join(',') + ',' + (port >> 8) + ',' + (port & 255) + '\\r\\n' : 'EPRT |2|' + own() + '|' + port + '|\\r\\n');
      refused();
    });
  } else if (line.startsWith('22')) {
    const four = /\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\)/.exec(line);
    const port = four ? Number(four[5]) * 256 + Number(four[6]) : Number(/\\|\\|\\|(\\d+)\\|/.exec(line)[1]);
    net.connect(port, address).on('connect', () => end('data')).on('error', () => undefined);
    refused();
  }
});`;

const zones = `apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: gw}
spec: {zones: {wan: [wan0], lan: [lan0]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: wan}, spec: {external: true}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Zone, metadata: {name: lan}, spec: {networks: [10.1.0.0/24, "2001:db8:1::/64"]}}
---
{apiVersion: gatewright.dev/v1alpha1, kind: Service, metadata: {name: file-transfer}, spec: {include: [ftp], helper: ftp}}
`;
const profile = manifest('FirewallProfile', 'site', 'defaults: {egress: Deny}');
const through = (service: string) =>
  `${zones}${profile}${manifest('FirewallPolicy', 'ftp', `forward: [{name: out, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}], services: [${service}]}]`)}`;
const atHost = (service: string) =>
  `${zones}${profile}${manifest('FirewallPolicy', 'ftp', `ingress: [{name: in, action: Allow, from: [{zones: [wan]}], services: [${service}]}]\negress: [{name: out, action: Allow, to: [{zones: [lan]}], services: [${service}]}]`)}`;
const masqueraded = `${through('file-transfer')}${manifest('NatPolicy', 'hide', 'masquerade: [{name: lan, outZone: wan, from: [{zones: [lan]}]}]')}`;

async function serve(namespace: Namespace): Promise<void> {
  const child = namespace.spawn(process.execPath, ['-e', server], { env: cleanEnvironment() });
  await once(createInterface({ input: child.stdout }), 'line');
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeGateway({ backend, onEnd });
    for (const one of [world.client(wan).namespace, world.client(lan).namespace, world.host]) await serve(one);
  });

  const fetch = async (from: Namespace, address: string, mode: 'passive' | 'active') => {
    const { stdout } = await from.exec(process.execPath, ['-e', client, address, mode], { deadlineMs: 10_000 });
    return stdout.trim();
  };
  const both = (from: Namespace, address: string) =>
    Promise.all([fetch(from, address, 'passive'), fetch(from, address, 'active')]);

  test.each(families)(
    'data of FTP passes through, in both directions, where a service has its helper, in %s',
    async (family) => {
      const from = world.client(lan).namespace;
      await enforce(world, through('ftp'));
      expect(await both(from, wan[family])).toEqual(['no data', 'no data']);
      await enforce(world, through('file-transfer'));
      expect(await both(from, wan[family])).toEqual(['data', 'data']);
      // Only for whoever the rule lets in, and only the ports that were agreed on.
      expect(await fetch(world.client(wan).namespace, lan[family], 'passive')).toBe('no control');
    },
  );

  test('the address in the dialogue is translated where the connection is', async () => {
    await enforce(world, masqueraded);
    expect(await both(world.client(lan).namespace, wan.ipv4)).toEqual(['data', 'data']);
  });

  test.each(families)('the same to the host and from it, in %s', async (family: Family) => {
    await enforce(world, atHost('ftp'));
    expect(await both(world.client(wan).namespace, wan.host[family])).toEqual(['no data', 'no data']);
    expect(await both(world.host, lan[family])).toEqual(['no data', 'no data']);
    await enforce(world, atHost('file-transfer'));
    expect(await both(world.client(wan).namespace, wan.host[family])).toEqual(['data', 'data']);
    expect(await both(world.host, lan[family])).toEqual(['data', 'data']);
  });

  test('what passes through is not read for a rule that lets it only to the host', async () => {
    const rules =
      'ingress: [{name: in, action: Allow, services: [file-transfer]}]\nforward: [{name: out, action: Allow, services: [ftp]}]';
    await enforce(world, `${zones}${profile}${manifest('FirewallPolicy', 'ftp', rules)}`);
    for (const family of families) {
      expect(await both(world.client(lan).namespace, wan[family])).toEqual(['no data', 'no data']);
    }
  });

  test('each helper loads in the families that it knows', async () => {
    const ports = '[{protocol: TCP, ports: [5000]}, {protocol: UDP, ports: [5000]}]';
    const names = ['amanda', 'ftp', 'h323', 'irc', 'netbios-ns', 'pptp', 'sip', 'snmp', 'tftp'];
    const services = names.map(
      (name) =>
        `---\n{apiVersion: gatewright.dev/v1alpha1, kind: Service, metadata: {name: of-${name}}, spec: {ports: ${ports}, helper: ${name}}}\n`,
    );
    const rules = names.map((name) => `{name: ${name}, action: Allow, services: [of-${name}]}`).join(', ');
    await enforce(
      world,
      `${zones}${services.join('')}${profile}${manifest('FirewallPolicy', 'all', `ingress: [${rules}]`)}`,
    );
    const loaded = async (program: string) => [
      ...new Set(
        [...(await world.run(`${program}-${backend}-save`, [])).matchAll(/--helper (\S+)/g)].map(([, name]) => name),
      ),
    ];
    expect((await loaded('iptables')).sort()).toEqual([
      'Q.931',
      'RAS',
      'amanda',
      'ftp',
      'irc',
      'netbios-ns',
      'pptp',
      'sip',
      'snmp',
      'tftp',
    ]);
    expect((await loaded('ip6tables')).sort()).toEqual(['Q.931', 'RAS', 'amanda', 'ftp', 'sip', 'tftp']);
  });
});
