// Random manifests that validate: every field of the kinds, in mixtures that nobody would write.

import fc from 'fast-check';

const name = fc.constantFrom('a', 'b-1', 'ssh', 'a-name-of-its-full-length-0123456789-0123456789-0123456789-012');
const network = fc.constantFrom(
  '192.0.2.1',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '198.51.100.0/25',
  '0.0.0.0/0',
  '203.0.113.128/31',
  '2001:db8::1',
  '2001:db8:1::/48',
  'fe80::/10',
  '::/0',
  '2001:db8::1:0:0:1',
);
const set = fc.constantFrom('empty', 'one', 'many', 'only-v6', 'all', 'guests');
const zone = fc.constantFrom('wan', 'lan', 'missing');
const list = <T>(of: fc.Arbitrary<T>, maxLength = 3) => fc.uniqueArray(of, { minLength: 1, maxLength });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const port = fc.oneof(
  fc.integer({ min: 1, max: 65_535 }),
  fc
    .tuple(fc.integer({ min: 1, max: 65_000 }), fc.integer({ min: 1, max: 500 }))
    .map(([from, size]) => `${from}-${from + size}`),
);
const ports = fc.record(
  {
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'DCCP', 'UDPLite'),
    ports: list(port, 20),
    sourcePorts: list(port, 3),
  },
  { requiredKeys: ['protocol'] },
);
const icmp = fc.oneof(
  fc.record({ family: fc.constant('IPv4'), type: fc.constantFrom('echo-request', 'destination-unreachable', 0, 13) }),
  fc.record({
    family: fc.constant('IPv4'),
    type: fc.integer({ min: 0, max: 254 }),
    code: fc.integer({ min: 0, max: 255 }),
  }),
  fc.record({
    family: fc.constant('IPv6'),
    type: fc.constantFrom('echo-request', 'packet-too-big', 0, 255),
    code: fc.constantFrom(0, 7),
  }),
);
const rate = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom('sec', 'min', 'hour', 'day'))
  .map(([count, unit]) => `${count}/${unit}`);
const limit = fc.record(
  { limit: rate, burst: fc.integer({ min: 1, max: 200 }), per: fc.constantFrom('Source', 'SourceNet', 'Global') },
  { requiredKeys: [] },
);
const log = fc
  .tuple(limit, maybe(fc.constantFrom('short', 'with spaces, and: signs', 'a prefix of forty characters, all of them')))
  .map(([parts, prefix]) => ({ ...parts, ...(prefix === undefined ? {} : { prefix: prefix.slice(0, 40) }) }));

type Way = 'ingress' | 'egress' | 'forward';

function peer(way: Way, side: 'from' | 'to') {
  const hasInterface = way === 'forward' || (way === 'ingress') === (side === 'from');
  const addresses = fc.oneof(
    fc.record({ networks: list(network) }),
    fc.record({ networkSets: list(set) }),
    fc.constantFrom({ hosts: {} }, { networkSetSelector: {} }),
    fc.constant({}),
  );
  const places = hasInterface
    ? fc.oneof(
        fc.record({ zones: list(zone, 2) }),
        fc.record({ interfaces: list(fc.constantFrom('eth0', 'tun+', 'lan7')) }),
        fc.constant({}),
      )
    : fc.constant({});
  const except = fc.oneof(
    fc.record({ networks: list(network) }),
    fc.record({ networkSets: list(set) }),
    fc.constant({ networks: ['192.0.2.7'], hosts: {} }),
  );
  return fc
    .tuple(addresses, places, maybe(except))
    .map(([address, place, without]) => ({
      ...address,
      ...place,
      ...(without === undefined ? {} : { except: without }),
    }))
    .filter((made) => Object.keys(made).length > 0);
}

const limits = fc.record(
  {
    rateLimit: fc.record(
      {
        rate,
        burst: fc.integer({ min: 1, max: 10_000 }),
        per: fc.constantFrom('Source', 'SourceNet', 'Global'),
        exceeded: fc.constantFrom('Deny', 'Reject', 'Continue'),
      },
      { requiredKeys: ['rate'] },
    ),
    connectionLimit: fc.record(
      {
        max: fc.constantFrom(1, 20, 1_000_000),
        per: fc.constantFrom('Source', 'Global'),
        exceeded: fc.constantFrom('Deny', 'Reject'),
      },
      { requiredKeys: ['max'] },
    ),
  },
  { requiredKeys: [] },
);
const ids = list(fc.constantFrom<(number | string)[]>(0, 5, '5-7', '1000-2000', 4_294_967_294));
const macs = list(fc.constantFrom('02:00:5e:10:00:01', 'AA:BB:CC:DD:EE:FF'));

/** Some rules only: most mixtures of these with other fields contradict each other. */
function matches(way: Way) {
  const states = list(fc.constantFrom('New', 'Untracked'), 2);
  const originalDestination = fc.oneof(
    fc.record({ networks: list(network) }),
    fc.record({ ports: fc.constant([{ protocol: 'TCP', ports: [80, '8000-8099'] }, { protocol: 'UDP' }]) }),
    fc.record({ networks: list(network), ports: fc.constant([{ protocol: 'TCP', ports: ['1-65535'] }]) }),
  );
  const process = fc
    .record({ uids: ids, gids: ids }, { requiredKeys: [] })
    .filter((made) => Object.keys(made).length > 0);
  const expires = fc.constantFrom('2027-06-01T00:00:00+02:00', '2038-01-19T03:14:07Z');
  return way === 'egress'
    ? fc.record({ states, process, expires }, { requiredKeys: [] })
    : fc.oneof(
        fc.record({ states, expires }, { requiredKeys: [] }),
        // What is untracked has no original destination.
        fc
          .record({ states: maybe(fc.constantFrom(['New'], ['New', 'Untracked'])), originalDestination })
          .map(({ states: asked, ...rest }) => ({ ...rest, ...(asked === undefined ? {} : { states: asked }) })),
      );
}

/** The same peers, some of them narrowed by hardware addresses. */
function withMacs(peers: fc.Arbitrary<Record<string, unknown>>) {
  return fc.tuple(peers, maybe(macs)).map(([made, found]) => (found === undefined ? made : { ...made, macs: found }));
}

function rule(way: Way) {
  const from: fc.Arbitrary<Record<string, unknown>> = peer(way, 'from');
  const fields = fc.record(
    {
      from: fc.array(way === 'egress' ? from : withMacs(from), { minLength: 1, maxLength: 2 }),
      to: fc.array(peer(way, 'to'), { minLength: 1, maxLength: 2 }),
      services: list(fc.constantFrom('ssh', 'dns', 'http', 'ping', 'ipsec', 'mine', 'snmp', 'vrrp', 'mdns'), 4),
      ports: fc.array(ports, { minLength: 1, maxLength: 3 }),
      protocols: list(fc.constantFrom('gre', 'esp', 'ah', 'ospf', 41, 60, 99, 253)),
      icmp: fc.array(icmp, { minLength: 1, maxLength: 2 }),
      log,
    },
    { requiredKeys: [] },
  );
  const others = fc.constantFrom<Record<string, unknown>[]>(
    { action: 'Deny' },
    { action: 'Reject' },
    { action: 'Reject', rejectWith: 'PortUnreachable' },
    { action: 'Reject', rejectWith: 'HostUnreachable' },
    { action: 'Reject', rejectWith: 'AdminProhibited' },
    { action: 'Pass' },
    { action: 'Log' },
  );
  const allow = limits.map((limited): Record<string, unknown> => ({ action: 'Allow', ...limited }));
  const narrowed = fc.oneof(fc.constant({}), matches(way));
  return fc
    .tuple(name, fc.oneof(allow, others), narrowed, fields)
    .map(([ruleName, verdict, some, rest]) => ({ name: ruleName, ...verdict, ...some, ...rest }));
}

const rules = (way: Way) => fc.uniqueArray(rule(way), { maxLength: 3, selector: (one) => one.name });
const policies = fc.uniqueArray(
  fc.record({
    name,
    tier: fc.constantFrom('Admin', 'Default', 'Baseline'),
    priority: fc.constantFrom(0, 500, 1000),
    mode: fc.constantFrom('Enforce', 'Enforce', 'Audit'),
    ingress: rules('ingress'),
    egress: rules('egress'),
    forward: rules('forward'),
  }),
  { maxLength: 4, selector: (one) => one.name },
);

const verdict = fc.constantFrom('Allow', 'Deny');
const style = fc.constantFrom('Drop', 'Reject');
const bait = fc.constantFrom(
  [{ protocol: 'TCP', ports: [23, '3380-3389'] }],
  [
    { protocol: 'UDP', ports: [161] },
    { protocol: 'TCP', ports: [1] },
  ],
);
const hardening = fc.record(
  {
    dropInvalid: fc.boolean(),
    badTcpFlags: fc.boolean(),
    sourceRouting: fc.boolean(),
    reversePath: fc.constantFrom('Disabled', 'Loose', 'Strict'),
    egressAntiSpoof: fc.boolean(),
    bogons: fc.boolean(),
    synRate: fc.record(
      { rate, burst: fc.integer({ min: 1, max: 10_000 }), per: fc.constantFrom('Source', 'SourceNet', 'Global') },
      { requiredKeys: ['rate'] },
    ),
    portScan: fc.record(
      {
        ports: bait,
        hits: fc.integer({ min: 1, max: 20 }),
        within: fc.constantFrom('1s', '1d'),
        banFor: fc.constantFrom('5m', '7d'),
        exempt: fc.array(peer('ingress', 'from'), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['ports', 'exempt'] },
    ),
  },
  { requiredKeys: [] },
);
const profile = fc.record(
  {
    defaults: fc.record({
      ingress: verdict,
      forward: verdict,
      egress: verdict,
      denyStyle: fc.record({ external: style, internal: style }),
    }),
    icmp: fc.record({
      essentials: fc.boolean(),
      transitEssentials: fc.boolean(),
      echo: fc.record({
        action: verdict,
        rate,
        burst: fc.integer({ min: 1, max: 100 }),
        per: fc.constantFrom('Source', 'SourceNet', 'Global'),
      }),
    }),
    hardening,
    coexistence: fc.record({ unmanagedForward: fc.constantFrom('Return', 'Deny') }),
    logging: fc.record({
      target: fc.constantFrom('NFLOG', 'LOG'),
      group: fc.constantFrom(0, 5, 65_535),
      level: fc.constantFrom('debug', 'warning', 'emerg'),
      defaultDeny: fc.boolean(),
      noise: fc.boolean(),
    }),
    failsafe: fc.oneof(
      fc.constant({ ingress: [], reason: 'a console is at hand' }),
      fc.record({
        ingress: fc.array(
          fc.record({
            services: list(fc.constantFrom('ssh', 'mine')),
            from: fc.array(peer('ingress', 'from'), { minLength: 1, maxLength: 2 }),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      }),
      fc.record(
        {
          egress: fc.array(
            fc.record(
              {
                ports: list(ports, 2),
                services: list(fc.constantFrom('dns', 'mine')),
                to: fc.array(peer('egress', 'to'), { minLength: 1, maxLength: 2 }),
              },
              { requiredKeys: ['ports'] },
            ),
            { minLength: 1, maxLength: 2 },
          ),
          lifelines: fc.constantFrom('Auto', 'Disabled'),
        },
        { requiredKeys: ['egress'] },
      ),
    ),
  },
  { requiredKeys: [] },
);

const unnamed = (side: 'from' | 'to') =>
  fc.record({ [side]: fc.tuple(fc.record({ networks: list(network) })) }, { requiredKeys: [] });
const outZone = fc.constantFrom('wan', 'lan');
const publicAddress = fc.constantFrom('192.0.2.1', '10.0.0.1', '2001:db8::1');
const forwarded = fc.constantFrom(
  [{ protocol: 'TCP', ports: [80, '8000-8099'] }],
  [{ protocol: 'TCP', ports: [443] }, { protocol: 'UDP' }],
  [{ protocol: 'UDP', ports: [53] }],
);
/** Each name is of one list only, so that it is unique in each. */
const natItems = fc.record(
  {
    exempt: fc.tuple(unnamed('from').map((from) => ({ name: 'none', to: [{ networks: ['10.0.0.0/8'] }], ...from }))),
    masquerade: fc.tuple(
      fc.tuple(outZone, unnamed('from')).map(([zoneName, from]) => ({ name: 'hide', outZone: zoneName, ...from })),
    ),
    snat: fc.tuple(
      fc.tuple(outZone, publicAddress).map(([zoneName, address]) => ({ name: 'fixed', outZone: zoneName, address })),
    ),
    portForwards: fc.tuple(
      fc.record(
        {
          name: fc.constant('web'),
          inZone: outZone,
          address: fc.constantFrom('192.0.2.1', '198.51.100.1'),
          ports: forwarded,
          target: fc.constantFrom({ address: '10.1.0.20', port: 8080 }, { address: '10.2.0.9' }),
          hairpin: fc.boolean(),
          autoAllow: fc.boolean(),
        },
        { requiredKeys: ['name', 'inZone', 'ports', 'target'] },
      ),
      fc.record(
        {
          name: fc.constant('web6'),
          inZone: outZone,
          ports: forwarded,
          target: fc.constantFrom({ address: '2001:db8:6::6', port: 8080 }, { address: '2001:db8:8::8' }),
        },
        { requiredKeys: ['name', 'inZone', 'ports', 'target'] },
      ),
    ),
    redirects: fc.tuple(
      fc.record(
        {
          name: fc.constant('proxy'),
          inZone: outZone,
          ports: forwarded,
          toPort: fc.constantFrom(3128, 53),
          autoAllow: fc.boolean(),
        },
        { requiredKeys: ['name', 'inZone', 'ports', 'toPort'] },
      ),
    ),
    oneToOne: fc.tuple(
      outZone.map((zoneName) => ({
        name: 'map',
        zone: zoneName,
        external: '203.0.113.128/30',
        internal: '10.2.0.0/30',
      })),
    ),
    npt6: fc.tuple(
      outZone.map((zoneName) => ({
        name: 'prefix',
        zone: zoneName,
        external: '2001:db8:2::/48',
        internal: '2001:db8:9::/48',
      })),
    ),
  },
  { requiredKeys: [] },
);
/** Every second repository has none. */
const nat = maybe(natItems.filter((items) => Object.keys(items).length > 0));

const apiVersion = 'gatewright.dev/v1alpha1';
const zoneManifest = (zoneName: string, external: boolean, rest: object) => ({
  apiVersion,
  kind: 'Zone',
  metadata: { name: zoneName },
  spec: { external, ...rest },
});
const fixed: readonly unknown[] = [
  ...Object.entries({
    empty: [],
    one: ['192.0.2.7', '2001:db8::7'],
    many: ['10.0.0.0/9', '172.16.0.0/12', '192.0.2.0/31', '2001:db8:2::/48', '2001:db8:9::9'],
    'only-v6': ['2001:db8:6::/48', '2001:db8:8::/48'],
    all: ['0.0.0.0/0', '::/0'],
  }).map(([setName, networks]) => ({
    apiVersion,
    kind: 'NetworkSet',
    metadata: { name: setName },
    spec: { networks },
  })),
  {
    apiVersion,
    kind: 'NetworkSet',
    metadata: { name: 'guests' },
    spec: {
      networks: ['192.0.2.64/28'],
      entries: [
        { network: '198.51.100.7', expires: '2037-12-31T23:59:59Z', reason: 'a guest' },
        { network: '2001:db8:7::/64', expires: '2037-12-31T23:59:59+01:00' },
        { network: '198.51.100.9' },
      ],
    },
  },
  {
    apiVersion,
    kind: 'Service',
    metadata: { name: 'mine' },
    spec: {
      ports: [{ protocol: 'TCP', ports: [7000, '7100-7200'] }],
      protocols: ['gre'],
      include: ['dns'],
      helper: 'sip',
    },
  },
  zoneManifest('missing', false, { intraZone: 'Deny' }),
];

const antiSpoof = fc.constantFrom('Strict', 'Loose', 'Disabled');

/** The text of one repository for the host `host`; some are refused for contradictions, such as sets of one family only. */
export const manifests: fc.Arbitrary<string> = fc
  .tuple(policies, profile, fc.boolean(), verdict, fc.boolean(), nat, fc.tuple(antiSpoof, antiSpoof))
  .map(([chosen, spec, external, intraZone, hasZones, translated, [ofWan, ofLan]]) => {
    const zones = hasZones ? { wan: ['eth0'], lan: ['eth1', 'br+'] } : {};
    const documents = [
      ...fixed,
      zoneManifest('wan', external, {
        intraZone,
        antiSpoof: ofWan,
        // What does not lead outside must say who is there, or egressAntiSpoof refuses nearly every mixture.
        ...(external ? {} : { networks: ['203.0.113.0/24', '2001:db8:f::/64'] }),
      }),
      zoneManifest('lan', false, { intraZone, antiSpoof: ofLan, networks: ['10.1.0.0/16', '10.2.0.0/24'] }),
      {
        apiVersion,
        kind: 'Host',
        metadata: { name: 'host' },
        spec: { zones, addresses: ['192.0.2.1', '2001:db8::1'] },
      },
      { apiVersion, kind: 'FirewallProfile', metadata: { name: 'site' }, spec: { hostSelector: {}, ...spec } },
      ...chosen.map(({ name: policyName, ...rest }) => ({
        apiVersion,
        kind: 'FirewallPolicy',
        metadata: { name: policyName },
        spec: { hostSelector: {}, ...rest },
      })),
      ...(translated === undefined || !hasZones
        ? []
        : [{ apiVersion, kind: 'NatPolicy', metadata: { name: 'edge' }, spec: { hostSelector: {}, ...translated } }]),
    ];
    return documents.map((one) => JSON.stringify(one)).join('\n---\n');
  });
