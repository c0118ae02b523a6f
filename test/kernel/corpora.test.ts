// Rulesets that nobody here wrote: read, printed again and loaded they are the same, and Gatewright comes and goes beside them.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyDesired } from '../../src/controller/apply.ts';
import { isEmptyPlan, nothingDesired, planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import type { ObservedRuleset } from '../../src/ruleset/ruleset.ts';
import { type Dump, readDumps, type Shelf, withShelf } from './corpora.ts';
import { foreignPart } from './foreign-part.ts';
import { compileFiles } from './rulesets.ts';
import { backends } from './world.ts';

const never = new AbortController().signal;
const dumps = await readDumps();
/** CI takes a part of them (`npm run corpora`: all): hundreds are the output of one test matrix of Docker, much alike. */
const isWhole = process.env.GATEWRIGHT_CORPORA === 'all';
const chosen = dumps.filter(({ name }, index) => isWhole || index % (name.startsWith('moby+moby') ? 200 : 3) === 0);
const atOnce = 4;

/**
 * What no kernel like this one loads, and why. The rest of the message differs between versions.
 *
 * The files of aosp-mirror are inputs of iptables' own tests: fragments, and commands that refer to rules made before.
 */
const refused: Readonly<Record<string, string>> = {
  'alpinelinux+awall/001_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/003_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/005_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/007_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/009_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/011_dump.b1.v4': 'target ULOG',
  'alpinelinux+awall/010_dump.b2.v6': 'Invalid DSCP value',
  'aosp-mirror+platform_external_iptables/003_0001-firewalld_0.b2.v4': 'a chain that is not in it',
  'aosp-mirror+platform_external_iptables/005_0001-firewalld_0.b4.v4': 'a chain that is not in it',
  'aosp-mirror+platform_external_iptables/011_0003-restore-ordering_0.b2.v4': 'a place that is not in it',
  'aosp-mirror+platform_external_iptables/013_0003-restore-ordering_0.b4.v4': 'a place that is not in it',
  'aosp-mirror+platform_external_iptables/015_0003-restore-ordering_0.b6.v4': 'a place that is not in it',
  'aosp-mirror+platform_external_iptables/016_0003-restore-ordering_0.b7.v4': 'a place that is not in it (nft)',
  'simp+pupmod-simp-iptables/007_enforce_spec.rb.b1.v4': 'a chain that is not in it',
  'simp+pupmod-simp-iptables/008_optimize.rb.b1.v6': 'an option of IPv4 in IPv6',
};

const manifests = `
apiVersion: gatewright.dev/v1alpha1
kind: Zone
metadata: {name: wan}
spec: {external: true}
---
apiVersion: gatewright.dev/v1alpha1
kind: Zone
metadata: {name: lan}
spec: {intraZone: Allow}
---
apiVersion: gatewright.dev/v1alpha1
kind: Host
metadata: {name: host}
spec: {zones: {wan: [eth0], lan: [eth1, eth2]}}
---
apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: office}
spec: {networks: [192.0.2.0/24, 198.51.100.7, '2001:db8:a::/48', '2001:db8::7']}
---
apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: services}
spec:
  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, services: [ssh], from: [{networkSets: [office]}]}
    - {name: web, action: Allow, services: [http, https]}
  forward:
    - {name: out, action: Allow, from: [{zones: [lan]}], to: [{zones: [wan]}]}
`;

const desired = compileFiles([{ path: 'm.yaml', digest: 'm', bytes: new TextEncoder().encode(manifests) }]);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-corpora-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A ruleset as text for `iptables-restore --counters`. */
function print(ruleset: ObservedRuleset): string {
  const tables = [...ruleset.tables.values()].map((table) => {
    const chains = [...table.chains.values()];
    const lines = [
      `*${table.name}`,
      ...chains.map(({ name, policy }) => `:${name} ${policy ?? '-'} [0:0]`),
      ...chains.flatMap(({ name, rules }) =>
        rules.map(({ text, packets, bytes }) => `[${packets}:${bytes}] -A ${name}${text === '' ? '' : ` ${text}`}`),
      ),
      'COMMIT',
    ];
    return `${lines.join('\n')}\n`;
  });
  return tables.join('');
}

/** Our printer does not know them, and packets of the kernel's own may move them. */
function withoutPolicyCounters(save: string): string {
  return save.replaceAll(/^(:.*) \[\d+:\d+\]$/gm, '$1');
}

/** What is wrong, or why it was not loaded; undefined where all is well. */
async function tryDump(dump: Dump, shelf: Shelf): Promise<string | undefined> {
  const { family } = dump;
  const why = await shelf.load(family, dump.text);
  if (why !== '') return `refused: ${why}`;
  const first = await shelf.save(family);
  const read = readRuleset(family, first);
  if (!read.ok) return `unreadable: ${read.error.message}`;
  const again = await shelf.load(family, print(read.value));
  if (again !== '') return `not loaded again: ${again}`;
  if (withoutPolicyCounters(await shelf.save(family)) !== withoutPolicyCounters(first)) return 'not the same again';

  const applied = await applyDesired(shelf.dataplane, desired, never);
  if (!isEmptyPlan(planChanges(desired, applied.observed))) return 'a second pass would find something to do';
  if (foreignPart(await shelf.save(family)) !== foreignPart(first)) return 'changed by an apply';
  await applyDesired(shelf.dataplane, nothingDesired, never);
  const left = (await Promise.all(families.map((family) => shelf.save(family)))).join('');
  if (left.includes('GW-')) return 'something of ours is left';
  return foreignPart(await shelf.save(family)) === foreignPart(first) ? undefined : 'changed by an uninstall';
}

async function tryAll(backend: Backend): Promise<ReadonlyMap<string, string>> {
  const faults = new Map<string, string>();
  const waiting = [...chosen];
  const worker = async (number: number) => {
    const lockFile = join(folder, `lock-${backend}-${number}`);
    for (let dump = waiting.pop(); dump !== undefined; dump = waiting.pop()) {
      const one = dump;
      const fault = await withShelf({ backend, lockFile }, (shelf) => tryDump(one, shelf));
      if (fault !== undefined) faults.set(one.name, fault);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => worker(number)));
  return faults;
}

describe.skipIf(dumps.length === 0)('rulesets of others (skipped where ../shared/corpora is missing)', () => {
  test.each(backends)('%s keeps all that it loads, to the byte', { timeout: 1_800_000 }, async (backend) => {
    const faults = await tryAll(backend);
    const expected = Object.entries(refused)
      .filter(
        ([name, cause]) =>
          chosen.some((dump) => dump.name === name) && !(cause.endsWith('(nft)') && backend === 'legacy'),
      )
      .map(([name]) => [name, expect.stringMatching(/^refused: /)]);
    expect(Object.fromEntries([...faults].toSorted())).toEqual(Object.fromEntries(expected));
    expect(chosen.length - faults.size).toBeGreaterThan(isWhole ? 300 : 30);
  });
});
