// What others have on a host, what they do to it later, and the damage that somebody does to our part.

import { type Family, families } from '../../src/policy/family.ts';
import type { FuzzHost } from './host.ts';
import type { Random } from './random.ts';

const scripts: readonly string[] = [
  // A fail2ban.
  '*filter\n:f2b-sshd - [0:0]\n[3:30] -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n[2:20] -A f2b-sshd -s ADDRESS -j REJECT\n[1:10] -A f2b-sshd -j RETURN\nCOMMIT\n',
  // A Docker.
  '*nat\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination TARGET:80\nCOMMIT\n*filter\n:DOCKER - [0:0]\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\n-A FORWARD -o docker0 -j DOCKER\n-A DOCKER -d TARGET -p tcp -m tcp --dport 80 -j ACCEPT\n[9:90] -A DOCKER-USER -j RETURN\nCOMMIT\n',
  // A kube-proxy.
  '*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n:KUBE-POSTROUTING - [0:0]\n-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES\n-A OUTPUT -j KUBE-SERVICES\n-A POSTROUTING -j KUBE-POSTROUTING\n-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN\n-A KUBE-POSTROUTING -j MASQUERADE --random-fully\nCOMMIT\n*filter\n:KUBE-FORWARD - [0:0]\n-A FORWARD -j KUBE-FORWARD\n-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n',
  // Somebody's own, with names that look like ours.
  '*filter\n:gw-mine - [0:0]\n:GWX - [0:0]\n[7:70] -A INPUT -i eth7 -j gw-mine\n-A OUTPUT -m comment --comment "-j GW-IN" -j GWX\n-A gw-mine -j ACCEPT\nCOMMIT\n*mangle\n-A PREROUTING -i eth7 -j MARK --set-xmark 0x1/0xff\nCOMMIT\n*raw\n-A PREROUTING -i eth7 -j ACCEPT\nCOMMIT\n',
];

/** A host with neighbours: some of the above in each family, and a set that is nobody's business. */
export async function loadForeign(host: FuzzHost, random: Random): Promise<void> {
  await host.run('ipset', ['restore'], 'create gateway hash:ip\nadd gateway 10.0.0.1\ncreate gw-mine hash:net\n');
  for (const family of families) {
    for (const script of scripts) if (!random.oneIn(3)) await host.restore(family, fill(script, family));
  }
}

function fill(script: string, family: Family): string {
  const [address, target] = family === 'ipv4' ? ['203.0.113.9', '172.17.0.2'] : ['2001:db8:f::9', '2001:db8:d::2'];
  const destination = family === 'ipv4' ? target : `[${target}]`;
  return script
    .replaceAll('ADDRESS', address)
    .replaceAll('--to-destination TARGET', `--to-destination ${destination}`)
    .replaceAll('TARGET', target);
}

/** What a neighbour does on an ordinary day. */
export async function editForeign(host: FuzzHost, random: Random): Promise<string> {
  const family = random.pick(families);
  const [table, line] = random.pick([
    ['filter', '-I INPUT 1 -p tcp -m tcp --dport 9 -j f2b-new'],
    ['filter', '-A INPUT -p udp -m udp --dport 99 -j DROP'],
    ['filter', '-I FORWARD 1 -i virbr0 -j ACCEPT'],
    ['filter', '-A OUTPUT -p udp -m udp --dport 98 -j DROP'],
    ['nat', '-I PREROUTING 1 -p udp -m udp --dport 97 -j ACCEPT'],
    ['nat', '-A POSTROUTING -o virbr0 -j MASQUERADE'],
    ['raw', '-I PREROUTING 1 -i virbr0 -j ACCEPT'],
  ] as const);
  const chain = line.includes('f2b-new') ? ':f2b-new - [0:0]\n' : '';
  await host.restore(family, `*${table}\n${chain}${line}\nCOMMIT\n`);
  return `${family} ${table} ${line}`;
}

interface Line {
  readonly table: string;
  readonly chain: string;
  readonly text: string;
}

/** Somebody spoils our part: one change of any kind. What the kernel refuses is no damage. */
export async function damage(host: FuzzHost, random: Random): Promise<string> {
  const family = random.pick(families);
  const lines = readOwned(await host.save(family));
  if (lines.length === 0) return 'nothing to spoil';
  const { table, chain, text } = random.pick(lines);
  const at =
    lines.filter((line) => line.table === table && line.chain === chain).findIndex((line) => line.text === text) + 1;
  const script = random.pick([
    `-D ${chain} ${at}`,
    `-F ${chain}`,
    `-I ${chain} 1 -j ACCEPT`,
    `-R ${chain} ${at} -s ${family === 'ipv4' ? '10.9.9.9' : '2001:db8:9::9'} -m comment --comment "policy/p/r" -j ACCEPT`,
    `-D ${chain} ${at}\n-I ${chain} 1 ${text}`,
    ...(chain.startsWith('GW-')
      ? [
          `:GW-stray - [0:0]\n-A GW-stray -m comment --comment "policy/stray" -j ${chain}`,
          `-A ${chain} -m mark --mark 0x1000/0x1000 -j RETURN`,
        ]
      : []),
    ...hooksOf(lines).flatMap(({ chain, text }) => [
      `-D ${chain} ${text}`,
      `-D ${chain} ${text}\n-A ${chain} ${text}`,
      `-A ${chain} ${text}`,
    ]),
  ]);
  const where = hooksOf(lines).find((line) => script.includes(`-D ${line.chain} ${line.text}`))?.table ?? table;
  await host.restore(family, `*${where}\n${script}\nCOMMIT\n`).catch((error: unknown) => {
    if (!(error instanceof Error) || !/failed/.test(error.message)) throw error;
  });
  if (random.oneIn(4)) await spoilSet(host, random);
  return `${family} ${where} ${script}`;
}

async function spoilSet(host: FuzzHost, random: Random): Promise<void> {
  const names = (await host.run('ipset', ['list', '-name'])).split('\n').filter((name) => /^gw[46]-/.test(name));
  if (names.length === 0) return;
  const name = random.pick(names);
  await host.run(
    'ipset',
    random.oneIn(2) ? ['flush', name] : ['add', name, name.startsWith('gw4-') ? '10.77.0.0/16' : '2001:db8:77::/48'],
  );
}

/** Rules in our chains, and our hooks. */
function readOwned(save: string): readonly Line[] {
  let table = '';
  return save.split('\n').flatMap((line): Line[] => {
    if (line.startsWith('*')) table = line.slice(1);
    const [, chain = '', text = ''] = /-A (\S+) (.*)$/.exec(line) ?? [];
    return chain.startsWith('GW-') || /^-j GW-[A-Z]+$/.test(text) ? [{ table, chain, text }] : [];
  });
}

function hooksOf(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ chain }) => !chain.startsWith('GW-'));
}
