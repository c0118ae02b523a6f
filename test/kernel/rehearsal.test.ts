// What the real kernel refuses is found in a rehearsal, with the place in the manifests, on both backends.

import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRehearsal } from '../../src/adapters/rehearsal.ts';
import { rehearse } from '../../src/controller/rehearse.ts';
import type { Origin } from '../../src/policy/fault.ts';
import { type Dataplane, DataplaneError, type Rehearsal, RehearsalUnavailable } from '../../src/ports.ts';
import type { Desired, DesiredChain, DesiredRule, DesiredSet, DesiredTable } from '../../src/ruleset/ruleset.ts';
import { compileFiles, readFolder } from './rulesets.ts';
import { backends } from './world.ts';

const signal = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-rehearsal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function at(line: number): Origin {
  return { file: 'a.yaml', line, column: 3, endLine: line };
}

function rule(line: number, text: string): DesiredRule {
  return { text, label: `policy/p/r${line}`, role: 'verdict', origin: at(line) };
}

function chain(name: string, ...rules: readonly DesiredRule[]): DesiredChain {
  return { name, rules };
}

interface Given {
  readonly filter?: readonly DesiredChain[];
  readonly nat?: readonly DesiredChain[];
  readonly sets?: readonly DesiredSet[];
}

/** Chains behind INPUT, and behind POSTROUTING in nat. */
function desire({ filter = [], nat = [], sets = [] }: Given): Desired {
  const table = (name: 'filter' | 'nat', chains: readonly DesiredChain[], builtin: 'INPUT' | 'POSTROUTING') => {
    const hooks = [{ builtin, target: chains[0]?.name ?? '', after: [] }];
    return chains.length === 0 ? [] : [{ name, chains, hooks }];
  };
  const tables: readonly DesiredTable[] = [...table('nat', nat, 'POSTROUTING'), ...table('filter', filter, 'INPUT')];
  return { ipv4: { family: 'ipv4', tables }, ipv6: { family: 'ipv6', tables: [] }, sets };
}

const set: DesiredSet = { name: 'gw4-x', family: 'ipv4', type: 'hash:net', entries: ['10.0.0.0/8'], origin: at(90) };
const good = [
  rule(10, '-p tcp -m tcp --dport 22 -j ACCEPT'),
  rule(11, '-m set --match-set gw4-x src -j ACCEPT'),
  rule(12, '-m conntrack --ctstate NEW -j DROP'),
];

describe.each(backends)('on %s', (backend) => {
  let rehearsal: Rehearsal;
  const hold = (desired: Desired) => rehearse(rehearsal, desired, signal);
  const places = async (desired: Desired) => {
    const rehearsed = await hold(desired);
    if (rehearsed.kind !== 'refused') return rehearsed;
    return [rehearsed.reason, ...rehearsed.faults.map(({ file, line, column }) => `${file}:${line}:${column}`)];
  };
  const messages = async (desired: Desired) => {
    const rehearsed = await hold(desired);
    return rehearsed.kind === 'refused' ? rehearsed.faults.map(({ message }) => message) : [];
  };

  beforeAll(() => {
    rehearsal = createRehearsal({
      backend: backend === 'nft' ? 'Nft' : 'Legacy',
      deadlineMs: 20_000,
      lockFile: join(folder, 'state', 'rehearsal.lock'),
    });
  });

  test('every example is accepted whole', async () => {
    for (const name of ['single-host', 'single-host-admin']) {
      const desired = compileFiles(await readFolder(join(import.meta.dirname, '../../examples', name)));
      expect(await hold(desired)).toEqual({ kind: 'accepted' });
    }
  });

  test('each rule that is refused is told with its place, and none that is not', async () => {
    const bad = [
      rule(20, '-j MASQUERADE'),
      rule(21, '-m set --match-set gw4-missing src -j ACCEPT'),
      rule(22, '-m set --match-set gw4-x src,dst,src -j ACCEPT'),
      rule(23, '-j NOSUCHTARGET'),
      rule(24, '-m nosuchmatch -j ACCEPT'),
      rule(25, '-p tcp -m tcp --dport 70000 -j ACCEPT'),
    ];
    const [first, second, third] = good;
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few rules');
    const jump = rule(5, '-j GW-IN-p');
    const [a, b, c, d, e, f] = bad;
    if (a === undefined || b === undefined || c === undefined) throw new Error('too few rules');
    const chains = [
      chain('GW-IN', jump),
      chain('GW-IN-p', first, a, second, b, c, third, ...[d, e, f].filter((one) => one !== undefined)),
    ];
    const all = await places(desire({ filter: chains, sets: [set] }));
    // A look-up in more dimensions than the set has is taken by both backends.
    expect(all).toEqual([
      'KernelRefused',
      ...bad.map(({ origin }) => `a.yaml:${origin.line}:3`).filter((place) => place !== 'a.yaml:22:3'),
    ]);
    expect(await places(desire({ filter: [chain('GW-IN', ...good)], sets: [set] }))).toEqual({ kind: 'accepted' });
    const [message] = await messages(
      desire({ filter: [chain('GW-IN', ...good, rule(20, '-j MASQUERADE'))], sets: [set] }),
    );
    expect(message).toMatch(
      /^the kernel refuses this rule: iptables-.*restore.*, ipv4 filter: -A GW-IN -j MASQUERADE$/,
    );
  });

  test('of two tables only the rules of the refused one are told', async () => {
    const nat = [chain('GW-POSTROUTING', rule(30, '-o eth0 -j MASQUERADE'), rule(31, '-o eth0 -j REJECT'))];
    expect(await places(desire({ filter: [chain('GW-IN', ...good)], nat, sets: [set] }))).toEqual([
      'KernelRefused',
      'a.yaml:31:3',
    ]);
  });

  test('a set that is refused is told once, and not the rules that name it', async () => {
    const wrong = { ...set, entries: ['10.0.0.0/8', 'not-an-address'] };
    const desired = desire({ filter: [chain('GW-IN', ...good)], sets: [wrong] });
    expect(await places(desired)).toEqual(['KernelRefused', 'a.yaml:90:3']);
    expect((await messages(desired))[0]).toMatch(
      /^the kernel refuses the ipset gw4-x: ipset .*Error in line 3: .*resolving to IPv4 address failed/,
    );
  });

  test('a rule that the kernel prints otherwise is told, with what it prints', async () => {
    const desired = desire({ filter: [chain('GW-IN', ...good, rule(40, '-p tcp --dport 80 -j ACCEPT'))], sets: [set] });
    expect(await places(desired)).toEqual(['NotCanonical', 'a.yaml:40:3']);
    expect((await messages(desired))[0]).toContain(
      'reads ipv4 filter: -A GW-IN -p tcp --dport 80 -j ACCEPT back as -p tcp -m tcp --dport 80 -j ACCEPT',
    );
  });

  test('a table that the kernel lacks is one fault', async () => {
    const without: Rehearsal = { stage: (work) => rehearsal.stage((scratch) => work(withoutNat(scratch))) };
    const nat = [chain('GW-POSTROUTING', rule(50, '-o eth0 -j MASQUERADE'), rule(51, '-o eth1 -j MASQUERADE'))];
    const rehearsed = await rehearse(without, desire({ filter: [chain('GW-IN', ...good)], nat, sets: [set] }), signal);
    expect(rehearsed).toMatchObject({ kind: 'refused', reason: 'KernelRefused', faults: [{ line: 50, column: 3 }] });
    expect(JSON.stringify(rehearsed)).toContain(
      'this kernel has no table nat for ipv4, and 2 places in the manifests need it: no such table',
    );
  });

  test('twenty faults are told of many', async () => {
    const rules = Array.from({ length: 30 }, (_, index) => rule(100 + index, '-j MASQUERADE'));
    const found = await places(desire({ filter: [chain('GW-IN', ...rules)] }));
    expect(found).toHaveLength(21);
  });

  test('nothing is left of the stage, also after a throw', async () => {
    await hold(desire({ filter: [chain('GW-IN', ...good)], sets: [set] }));
    await expect(rehearsal.stage(() => Promise.reject(new Error('thrown inside')))).rejects.toThrow('thrown inside');
    expect(await heldNamespaces()).toEqual([]);
    expect(await hold(desire({ filter: [chain('GW-IN', ...good)] }))).toMatchObject({ kind: 'refused' });
  });
});

test('on nft chains that are too deep are told', async () => {
  const rehearsal = createRehearsal({ backend: 'Nft', deadlineMs: 20_000, lockFile: join(folder, 'lock') });
  const depth = 18;
  const chains = Array.from({ length: depth }, (_, index) =>
    chain(
      `GW-C${String(index).padStart(2, '0')}`,
      ...(index + 1 < depth ? [rule(60 + index, `-j GW-C${String(index + 1).padStart(2, '0')}`)] : []),
    ),
  );
  const rehearsed = await rehearse(rehearsal, desire({ filter: chains }), signal);
  expect(rehearsed).toMatchObject({ kind: 'refused', reason: 'KernelRefused' });
  expect(JSON.stringify(rehearsed)).toContain('Too many links');
});

test('what says nothing about the rules is no refusal', async () => {
  const throwing = (error: Error): Rehearsal => ({ stage: () => Promise.reject(error) });
  const desired = desire({ filter: [chain('GW-IN', ...good)] });
  expect(await rehearse(throwing(new RehearsalUnavailable('no namespace')), desired, signal)).toEqual({
    kind: 'skipped',
    why: 'no namespace',
  });
  const memory = new DataplaneError('KernelRefused', 'x', { stderr: 'Memory allocation problem' });
  const short: Rehearsal = { stage: (work) => work(failing(memory)) };
  expect(await rehearse(short, desired, signal)).toEqual({ kind: 'skipped', why: 'x' });
  await expect(rehearse(throwing(new Error('a defect')), desired, signal)).rejects.toThrow('a defect');
});

/** Network namespaces that this process keeps alive by an open file. */
async function heldNamespaces(): Promise<readonly string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((file) => readlink(`/proc/self/fd/${file}`).catch(() => 'closed')),
  );
  return links.filter((link) => link.startsWith('net:') || link.startsWith('user:'));
}

function withoutNat(scratch: Dataplane): Dataplane {
  return {
    ...scratch,
    restore: (family, script, signal) =>
      script.includes('*nat')
        ? Promise.reject(
            new DataplaneError('KernelRefused', 'iptables-restore could not change the ruleset: no such table'),
          )
        : scratch.restore(family, script, signal),
  };
}

function failing(error: Error): Dataplane {
  const fail = () => Promise.reject(error);
  return { identify: fail, observe: fail, restore: fail, restoreSets: fail };
}
