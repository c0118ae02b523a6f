// What names stand for, as name servers, the hosts file and this machine say.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createResolver } from '../../src/adapters/resolver.ts';
import { type DnsServer, startDnsServer } from '../fixtures/dns-server.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';

const never = new AbortController().signal;
let dns: DnsServer;
let scratch: Scratch;

beforeAll(async () => {
  dns = await startDnsServer();
  scratch = await createScratch('resolver');
});
afterAll(async () => {
  await dns.close();
  await scratch.dispose();
});
beforeEach(() => dns.serve({ names: new Map() }));

function resolver(options: { readonly hostsFile?: string; readonly deadlineMs?: number } = {}) {
  return createResolver({ hostsFile: '/nonexistent', servers: [dns.address], ...options });
}

test('both families of a name are one answer, with the shortest lifetime', async () => {
  dns.serve({
    names: new Map([['git.example.org', { addresses: ['203.0.113.9', '203.0.113.7', '2001:db8::7'], ttl: 45 }]]),
  });
  const answers = await resolver().resolve(['git.example.org'], never);
  expect(answers.get('git.example.org')).toEqual({
    addresses: ['2001:db8::7', '203.0.113.7', '203.0.113.9'],
    ttlSeconds: 45,
  });
});

test('an address stands for itself, and nobody is asked', async () => {
  const before = dns.asked();
  const answers = await resolver().resolve(['192.0.2.1', '2001:db8::1'], never);
  expect([...answers.values()].map(({ addresses }) => addresses)).toEqual([['192.0.2.1'], ['2001:db8::1']]);
  expect(dns.asked()).toBe(before);
});

test('the hosts file goes before the name servers', async () => {
  const hostsFile = join(scratch.path, 'hosts');
  await writeFile(hostsFile, '# ours\n10.0.0.7 Git.example.org git\n2001:db8::7 git.example.org\nnonsense here\n');
  dns.serve({ names: new Map([['git.example.org', { addresses: ['203.0.113.7'], ttl: 45 }]]) });
  const answers = await resolver({ hostsFile }).resolve(['git.example.org'], never);
  expect(answers.get('git.example.org')?.addresses).toEqual(['10.0.0.7', '2001:db8::7']);
});

test('a name that does not exist is missing, and the others are answered', async () => {
  dns.serve({ names: new Map([['there.example.org', { addresses: ['203.0.113.7'], ttl: 300 }]]) });
  const answers = await resolver().resolve(['gone.invalid', 'there.example.org'], never);
  expect([...answers.keys()]).toEqual(['there.example.org']);
});

test('a name server that says nothing leaves names without an answer, within the deadline', async () => {
  dns.serve(undefined);
  const answers = await resolver({ deadlineMs: 400 }).resolve(['git.example.org', '192.0.2.1'], never);
  expect([...answers.keys()]).toEqual(['192.0.2.1']);
});
