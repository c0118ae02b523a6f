// Somebody changes our rules beside a running controller: each change is repaired and named, with the program that made it.

import { describe, expect, onTestFinished, test } from 'vitest';
import { heldBy, meantBy } from './kernel.ts';
import { programOfSuite, type Stage, setStage } from './stage.ts';

const bundle = programOfSuite();

const files = {
  'policy.yaml': `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: services}
spec:
  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, from: [{networkSets: [clients]}], services: [ssh]}
    - {name: http, action: Allow, services: [http]}
    - {name: https, action: Allow, services: [https]}
  egress:
    - {name: no-smtp, action: Reject, ports: [{protocol: TCP, ports: [25]}]}
---
apiVersion: gatewright.dev/v1alpha1
kind: NetworkSet
metadata: {name: clients}
spec: {networks: [192.0.2.7, 198.51.100.0/24, "2001:db8::7", "2001:db8:1::/48"]}
`,
};

const web = '-p tcp -m tcp --dport 80 -m comment --comment "policy/services/http" -j ACCEPT';

interface Damage {
  readonly name: string;
  /** argv behind `iptables` or `ip6tables`, one command after the other. */
  readonly commands: readonly (readonly string[])[];
  /** What the status says of it, in each family. */
  readonly told: RegExp;
}

const damages: readonly Damage[] = [
  {
    name: 'a flush of the whole table',
    commands: [['-F']],
    told: /filter GW-\S+: put back: /,
  },
  {
    name: 'one rule deleted',
    commands: [['-D', 'GW-IN-services', '2']],
    told: /filter GW-IN-services: put back: -p tcp -m tcp --dport 80 /,
  },
  {
    name: 'two rules reordered',
    commands: [
      ['-D', 'GW-IN-services', '2'],
      ['-A', 'GW-IN-services', ...argv(web)],
    ],
    told: /filter GW-IN-services: (put back|removed): -p tcp -m tcp --dport (80|443) /,
  },
  {
    name: 'a match changed behind the same comment',
    commands: [['-R', 'GW-IN-services', '2', ...argv(web.replace('80', '8080'))]],
    told: /filter GW-IN-services: set right: -p tcp -m tcp --dport 80 /,
  },
  {
    name: 'a hook deleted',
    commands: [['-D', 'INPUT', '-j', 'GW-IN']],
    told: /filter INPUT: put back: -j GW-IN \(position 1\)/,
  },
  {
    name: 'a hook moved',
    commands: [
      ['-A', 'INPUT', '-p', 'udp', '-j', 'ACCEPT'],
      ['-D', 'INPUT', '-j', 'GW-IN'],
      ['-A', 'INPUT', '-j', 'GW-IN'],
    ],
    told: /filter INPUT: put back: -j GW-IN \(position 1\)/,
  },
  {
    name: 'a policy of a built-in chain',
    commands: [['-P', 'INPUT', 'DROP']],
    told: /filter INPUT: its policy is DROP now, it was ACCEPT; it is not ours to set/,
  },
];

function argv(text: string): readonly string[] {
  return text.replaceAll('"', '').split(' ');
}

async function stageOn(backend: Stage['backend']): Promise<Stage> {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  await stage.configure({
    source: { git: { url: stage.repository.path, interval: '1h' } },
    // Events come on nft only; a set makes none on either.
    dataplane: { backend: backend === 'nft' ? 'Nft' : 'Legacy', resyncInterval: backend === 'nft' ? '1h' : '1s' },
  });
  await stage.repository.commitFiles(files, { message: 'first' });
  await stage.start();
  await stage.until('the first revision is applied', ({ status }) => status.lastAppliedRevision !== undefined);
  return stage;
}

async function repairs(stage: Stage): Promise<number> {
  return (await stage.status()).status.drift.repairs;
}

describe.each(['nft', 'legacy'] as const)('on %s', (backend) => {
  test('each change of our rules is repaired, and the status names place, repair and program', {
    timeout: 400_000,
  }, async () => {
    const stage = await stageOn(backend);
    for (const family of ['ipv4', 'ipv6'] as const) {
      for (const { name, commands, told } of damages) {
        const before = await repairs(stage);
        const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}`;
        for (const command of commands) await stage.run(program, ['--wait', '10', ...command]);
        const { status } = await stage.until(
          name,
          ({ status }) =>
            status.drift.repairs > before &&
            (status.drift.lastRepair ?? []).some((line) => line.startsWith(family) && told.test(line)),
        );
        const line = status.drift.lastRepair?.find((line) => line.startsWith(family) && told.test(line)) ?? '';
        if (backend === 'nft') expect(line, name).toMatch(new RegExp(`\\(by ${program}, PID \\d+\\)$`));
        await stage.run(program, ['--wait', '10', '-P', 'INPUT', 'ACCEPT']);
        await stage.run(program, ['--wait', '10', '-D', 'INPUT', '-p', 'udp', '-j', 'ACCEPT']).catch(() => undefined);
        await stage.reconcile();
        expect(await heldBy(stage), name).toEqual(meantBy(files));
      }
    }
  });

  test('a set that is emptied is filled again', async () => {
    const stage = await stageOn(backend);
    await stage.run('ipset', ['flush', 'gw4-clients']);
    const status = await stage.reconcile();
    expect(status.status.drift.lastRepair).toEqual([
      'set gw4-clients: put back: 192.0.2.7',
      'set gw4-clients: put back: 198.51.100.0/24',
    ]);
    expect(await heldBy(stage)).toEqual(meantBy(files));
  });
});

test('a burst of edits is one repair, and our own writes are none (nft)', async () => {
  const stage = await stageOn('nft');
  const before = await repairs(stage);
  const lines = Array.from(
    { length: 200 },
    (_, index) => `-I GW-IN-services 1 -p udp -m udp --dport ${index + 1} -j ACCEPT`,
  );
  await stage.run('iptables-nft-restore', ['--noflush'], `*filter\n${lines.join('\n')}\nCOMMIT\n`);
  await stage.until('the burst is repaired', ({ status }) => status.drift.repairs > before);
  await stage.repository.commitFiles(
    { 'policy.yaml': files['policy.yaml'].replace('[25]', '[26]') },
    { message: 'second' },
  );
  await stage.reconcile();
  await stage.reconcile();
  expect(await repairs(stage)).toBe(before + 1);
});

test('a program that moves our hook again and again is named, and the host keeps its hook (nft)', async () => {
  const stage = await stageOn('nft');
  await stage.run('iptables-nft', ['-A', 'INPUT', '-p', 'udp', '-j', 'ACCEPT']);
  for (let round = 0; round < 7; round += 1) {
    await stage.run('iptables-nft-restore', ['--noflush'], '*filter\n-D INPUT -j GW-IN\n-A INPUT -j GW-IN\nCOMMIT\n');
    await stage.reconcile();
  }
  const contested = await stage.until('the fight is told', ({ status }) =>
    status.conditions.some(({ reason }) => reason === 'HookContested'),
  );
  expect(contested.status.conditions.find(({ reason }) => reason === 'HookContested')?.message).toContain(
    'moves the jump to GW-IN in ipv4 filter INPUT again and again',
  );
  expect((await stage.save('ipv4')).match(/-A INPUT .*/g)).toEqual(['-A INPUT -p udp -j ACCEPT', '-A INPUT -j GW-IN']);
  await stage.run('iptables-nft', ['-D', 'INPUT', '-j', 'GW-IN']);
  await stage.reconcile();
  expect((await stage.save('ipv4')).match(/-A INPUT -j GW-IN/g)).toHaveLength(1);
});
