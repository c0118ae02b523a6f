// Events of xtables-monitor, read line by line, as version 1.8.9 prints them.

import { expect, test } from 'vitest';
import { createEventReader } from '../../src/adapters/monitor.ts';

test('a transaction is told at its last line, with its places once each and its writer', () => {
  const read = createEventReader();
  const lines = [
    ' EVENT: -4 -t filter -A GW-IN -j ACCEPT',
    ' EVENT: -4 -t filter -D GW-IN -j DROP',
    ' EVENT: -4 -t nat -N DOCKER',
    ' EVENT: # nft: ip6 filter INPUT use 3',
    ' EVENT: nft: some other words',
    'NEWGEN: GENID=4 PID=2521 NAME=iptables-nft',
    'NEWGEN: GENID=5 PID=2600 NAME=a b',
  ];
  expect(lines.map(read).filter((write) => write !== undefined)).toEqual([
    { program: 'iptables-nft', pid: 2521, places: ['ipv4 filter GW-IN', 'ipv4 nat DOCKER', 'ipv6 filter INPUT'] },
    { program: 'a b', pid: 2600, places: [] },
  ]);
});

test('of a very large transaction only the first places are kept', () => {
  const read = createEventReader();
  for (let chain = 0; chain < 200; chain += 1) read(` EVENT: -4 -t filter -N C${chain}`);
  expect(read('NEWGEN: GENID=6 PID=1 NAME=x')?.places).toHaveLength(50);
});
