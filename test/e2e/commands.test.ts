// Every command as its users meet it: exit codes, what is a result and what is a word beside it, text and JSON.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backends } from '../kernel/world.ts';
import { heldBy, meantBy } from './kernel.ts';
import { isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';

const bundle = programOfSuite();
const good = { 'policy.yaml': policyText([8000]) };

/** A folder of manifests beside the repository. */
async function writeFolder(stage: Stage, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(stage.folder, 'manifests');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function openStage(backend: Stage['backend'] = 'nft'): Promise<Stage> {
  return setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
}

test.each(backends)(
  'apply makes the kernel equal to a folder, and says the second time that nothing is to change (%s)',
  async (backend) => {
    const stage = await openStage(backend);
    const folder = await writeFolder(stage, good);
    const first = await stage.gatewright(['apply', folder]);
    expect([first.code, first.stdout, first.stderr]).toEqual([
      0,
      expect.stringMatching(/^done; rules: \d+ added, 0 removed, 0 replaced; set entries: 0 added, 0 removed\n$/),
      '',
    ]);
    expect(await heldBy(stage)).toEqual(meantBy(good));
    const second = await stage.gatewright(['apply', folder]);
    expect([second.code, second.stdout, second.stderr]).toEqual([0, 'nothing to change\n', '']);
    const third = await stage.gatewright(['apply', folder, '-o', 'json']);
    expect(JSON.parse(third.stdout)).toEqual({
      revision: expect.stringMatching(/^directory@sha256:[0-9a-f]{64}$/),
      counts: null,
      warnings: [],
    });
  },
);

test('apply of a refused folder writes nothing, ends with 3, and names every fault on standard error', async () => {
  const stage = await openStage();
  await stage.gatewright(['apply', await writeFolder(stage, good)]);
  const before = await stage.kernel();
  const folder = await writeFolder(stage, {
    'policy.yaml': policyText([8000], (text) =>
      text.replace('action', 'acton').replace('tcp', 'TCP').replace('[8000]', '[0]'),
    ),
  });
  const refused = await stage.gatewright(['apply', folder]);
  expect([refused.code, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toMatch(/^gatewright: policy\.yaml:9:7: FirewallPolicy\/services: unknown field `acton`/);
  expect(refused.stderr).toMatch(/^policy\.yaml:13:39: FirewallPolicy\/services: /m);
  expect(await stage.kernel()).toBe(before);
});

test('plan tells changes with 1, none with 0, a refusal with 3, and writes nothing', async () => {
  const stage = await openStage();
  const folder = await writeFolder(stage, good);
  const empty = await stage.kernel();
  const first = await stage.gatewright(['plan', folder]);
  expect([first.code, first.stderr]).toEqual([1, '']);
  expect(first.stdout).toContain('ipv4 filter GW-IN-services\n');
  expect(first.stdout).toMatch(/^ {2}\+ -p tcp -m tcp --dport 8000 .* {2}# policy\.yaml:11$/m);
  expect(first.stdout).toMatch(/^rules: \d+ to add, 0 to remove, 0 to replace; set entries: 0 to add, 0 to remove$/m);
  expect(await stage.kernel()).toBe(empty);

  await stage.gatewright(['apply', folder]);
  const none = await stage.gatewright(['plan', folder]);
  expect([none.code, none.stdout, none.stderr]).toEqual([0, 'nothing to change\n', '']);
  await stage.run('iptables-nft', ['-D', 'GW-IN-services', '1']);
  const drift = await stage.gatewright(['plan', folder, '-o', 'json']);
  expect(drift.code).toBe(1);
  expect(JSON.parse(drift.stdout)).toMatchObject({
    counts: { added: 1, removed: 0, replaced: 0, entriesAdded: 0, entriesRemoved: 0 },
    changes: [{ sign: '+', place: 'ipv4 filter GW-IN-services', origin: { file: 'policy.yaml', line: 8 } }],
  });

  await writeFolder(stage, { 'policy.yaml': 'nothing: good\n' });
  const refused = await stage.gatewright(['plan', folder]);
  expect([refused.code, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toContain('policy.yaml:1:1:');
});

test('plan works offline from saved files, without root and without a host', async () => {
  const stage = await openStage();
  const folder = await writeFolder(stage, good);
  await stage.gatewright(['apply', folder]);
  const saved = { ipv4: join(stage.folder, 'v4'), ipv6: join(stage.folder, 'v6'), sets: join(stage.folder, 'sets') };
  await writeFile(saved.ipv4, await stage.run('iptables-nft-save', ['-c']));
  await writeFile(saved.ipv6, await stage.run('ip6tables-nft-save', ['-c']));
  await writeFile(saved.sets, await stage.run('ipset', ['save']));
  await stage.gatewright(['uninstall']);
  const live = ['--live-ipv4', saved.ipv4, '--live-ipv6', saved.ipv6, '--live-sets', saved.sets];
  const same = await stage.gatewright(['plan', folder, ...live]);
  expect([same.code, same.stdout]).toEqual([0, 'nothing to change\n']);
  await writeFolder(stage, { 'policy.yaml': policyText([8000, 8001]) });
  const more = await stage.gatewright(['plan', folder, ...live, '-o', 'json']);
  expect([more.code, JSON.parse(more.stdout).counts]).toEqual([
    1,
    { added: 2, removed: 0, replaced: 0, entriesAdded: 0, entriesRemoved: 0 },
  ]);
  const missing = await stage.gatewright(['plan', folder, '--live-ipv4', '/nonexistent']);
  expect([missing.code, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toMatch(/^gatewright: \/nonexistent cannot be read: /);
});

test('what render prints loads into an empty host and is what apply would make', async () => {
  const stage = await openStage();
  const folder = await writeFolder(stage, {
    ...good,
    'set.yaml':
      'apiVersion: gatewright.dev/v1alpha1\nkind: NetworkSet\nmetadata: {name: admins}\nspec: {networks: [192.0.2.1, 192.0.2.2, "2001:db8::1", "2001:db8::2"]}\n',
    'admin.yaml':
      'apiVersion: gatewright.dev/v1alpha1\nkind: FirewallPolicy\nmetadata: {name: admin}\nspec:\n  hostSelector: {}\n  ingress:\n  - {name: https, action: Allow, from: [{networkSets: [admins]}], services: [https]}\n',
  });
  const sets = await stage.gatewright(['render', folder, '--family', 'sets']);
  await stage.run('ipset', ['restore'], sets.stdout);
  for (const [family, program] of [
    ['ipv4', 'iptables-nft-restore'],
    ['ipv6', 'ip6tables-nft-restore'],
  ] as const) {
    const text = await stage.gatewright(['render', folder, '--family', family, '--whole']);
    expect(text.code).toBe(0);
    expect(text.stderr).toMatch(/^note: --whole is for an empty network namespace/);
    await stage.run(program, ['--noflush'], text.stdout);
  }
  const plan = await stage.gatewright(['plan', folder]);
  expect([plan.code, plan.stdout]).toEqual([0, 'nothing to change\n']);
  const without = await stage.gatewright(['render', folder]);
  expect(without.code).toBe(2);
});

test('validate tells all faults of all hosts at once, as text and as JSON', async () => {
  const stage = await openStage();
  const folder = await writeFolder(stage, good);
  const valid = await stage.gatewright(['validate', folder]);
  expect([valid.code, valid.stdout, valid.stderr]).toEqual([0, 'valid for gw1\n', '']);
  await writeFolder(stage, {
    'policy.yaml': policyText([8000], (text) => text.replaceAll('action', 'acton')),
    'other.yaml': 'kind: Zone\n',
  });
  const invalid = await stage.gatewright(['validate', folder, '-o', 'json']);
  expect(invalid.code).toBe(3);
  const told = JSON.parse(invalid.stdout) as {
    readonly valid: boolean;
    readonly faults: readonly { readonly file: string }[];
  };
  expect(told.valid).toBe(false);
  expect(new Set(told.faults.map(({ file }) => file))).toEqual(new Set(['policy.yaml', 'other.yaml']));
  const text = await stage.gatewright(['validate', folder]);
  expect(text.code).toBe(3);
  expect(text.stdout).toContain(`${told.faults.length} faults\n`);
});

const foreign = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER-USER - [0:0]
:f2b-sshd - [0:0]
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A INPUT -s 198.51.100.7/32 -m comment --comment "somebody's rule" -j DROP
-A FORWARD -j DOCKER-USER
-A DOCKER-USER -j RETURN
-A f2b-sshd -s 203.0.113.9/32 -j REJECT --reject-with icmp-port-unreachable
-A f2b-sshd -j RETURN
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
COMMIT
`;

test.each(backends)('uninstall leaves foreign rules byte for byte as they were (%s)', async (backend) => {
  const stage = await openStage(backend);
  await stage.run(`iptables-${backend}-restore`, [], foreign);
  await stage.run('ipset', ['restore'], 'create blocked hash:ip\nadd blocked 203.0.113.77\n');
  const before = await stage.kernel();
  const folder = await writeFolder(stage, good);
  expect((await stage.gatewright(['apply', folder])).code).toBe(0);
  expect(await stage.kernel()).not.toBe(before);
  const gone = await stage.gatewright(['uninstall']);
  expect([gone.code, gone.stderr]).toEqual([0, '']);
  expect(gone.stdout).toMatch(/^removed \d+ rules and 2 sets\n$/);
  expect(withoutEmptyTables(await stage.kernel())).toBe(withoutEmptyTables(before));
  const again = await stage.gatewright(['uninstall', '-o', 'json']);
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { removed: 0, sets: 0 }]);
});

/** A table that somebody has looked at exists from then on, with its built-in chains and nothing else. */
function withoutEmptyTables(text: string): string {
  return text.replaceAll(/^\*\w+\n(?::\w+ ACCEPT \[0:0\]\n)+COMMIT\n/gm, '');
}

test('reconcile runs a pass now, and says where no controller runs', async () => {
  const stage = await openStage();
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  await stage.repository.commitFiles(good);
  const alone = await stage.gatewright(['reconcile']);
  expect([alone.code, alone.stdout]).toEqual([1, '']);
  expect(alone.stderr).toMatch(
    /^gatewright: no controller answers on .*control\.sock; start it with `gatewright run`\n$/,
  );
  const status = await stage.gatewright(['status']);
  expect([status.code, status.stdout]).toEqual([1, '']);
  expect(status.stderr).toMatch(/^gatewright: no controller answers in .*start one with: gatewright run\n$/);

  await stage.start();
  await stage.until('the first commit is enforced', isReady);
  const sha = await stage.repository.commitFiles({ 'policy.yaml': policyText([8001]) });
  const text = await stage.gatewright(['reconcile']);
  expect([text.code, text.stderr]).toEqual([0, '']);
  expect(text.stdout).toContain(`Ready=True Applied: main@sha1:${sha} is enforced.`);
  await stage.repository.commitFiles({ 'policy.yaml': 'broken' });
  const refused = await stage.gatewright(['reconcile', '-o', 'json']);
  expect([refused.code, readiness(JSON.parse(refused.stdout))]).toEqual([
    1,
    { status: 'False', reason: 'ManifestsRefused' },
  ]);
  expect((await stage.gatewright(['status'])).code).toBe(1);
});

test('a rewritten branch is refused until approve names its very commit', async () => {
  const stage = await openStage();
  await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  await stage.repository.commitFiles(good, { message: 'good' });
  await stage.start();
  await stage.until('the first commit is enforced', isReady);
  const rewritten = { 'policy.yaml': policyText([9000]) };
  await stage.repository.write('policy.yaml', rewritten['policy.yaml']);
  const sha = await stage.repository.commit({ amend: true, message: 'rewritten' });
  const refused = await stage.reconcile();
  expect(readiness(refused)).toEqual({ status: 'False', reason: 'HistoryRewritten' });
  expect(JSON.stringify(refused.status.conditions)).toContain(`gatewright approve ${sha}`);
  expect(await heldBy(stage)).toEqual(meantBy(good));

  const short = await stage.gatewright(['approve', sha.slice(0, 10)]);
  expect([short.code, short.stdout]).toEqual([2, '']);
  expect(short.stderr).toContain('40 hex digits');
  const other = await stage.gatewright(['approve', '0'.repeat(40)]);
  expect([other.code, other.stdout]).toEqual([4, '']);
  expect(await heldBy(stage)).toEqual(meantBy(good));
  const approved = await stage.gatewright(['approve', sha]);
  expect([approved.code, approved.stderr]).toEqual([0, '']);
  expect(await heldBy(stage)).toEqual(meantBy(rewritten));
});

const commands = [
  'run',
  'apply',
  'plan',
  'render',
  'validate',
  'status',
  'history',
  'blame',
  'reconcile',
  'approve',
  'confirm',
  'rollback',
  'suspend',
  'resume',
  'restore',
  'uninstall',
  'services',
  'demo',
  'completion',
];

test('every command explains itself with an example, on standard output', async () => {
  const stage = await openStage();
  const whole = await stage.program(['--help']);
  expect([whole.code, whole.stderr]).toEqual([0, '']);
  const listed = [...whole.stdout.matchAll(/^ {2}([a-z]+)\b.* {2}\S/gm)].map(([, name]) => name);
  expect(listed.filter((name) => name !== 'help' && name !== 'gatewright')).toEqual(commands);
  const helps = await Promise.all(commands.map((command) => stage.program([command, '--help'])));
  for (const [index, help] of helps.entries()) {
    expect([help.code, help.stderr], commands[index]).toEqual([0, '']);
    expect(help.stdout, commands[index]).toMatch(new RegExp(`\\nExamples:\\n(.*\\n)*.*gatewright ${commands[index]}`));
  }
});

test('a mistake in the command line ends with 2, on standard error', async () => {
  const stage = await openStage();
  for (const args of [
    ['aply'],
    ['plan'],
    ['plan', '.', '--nonsense'],
    ['status', '-o', 'xml'],
    ['history', '-n', 'many'],
  ]) {
    const wrong = await stage.program(args);
    expect([wrong.code, wrong.stdout], args.join(' ')).toEqual([2, '']);
    expect(wrong.stderr, args.join(' ')).toMatch(/^(error|gatewright): /);
  }
  const missing = await stage.program(['status', '--config', '/nonexistent']);
  expect([missing.code, missing.stdout, missing.stderr]).toEqual([
    2,
    '',
    'gatewright: the configuration file /nonexistent does not exist\n',
  ]);
});

test('the completion scripts are accepted by their shells and complete commands', async () => {
  const stage = await openStage();
  const bash = await stage.program(['completion', 'bash']);
  const script = `${bash.stdout}
COMP_WORDS=(gatewright re); COMP_CWORD=1; _gatewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
  expect((await stage.run('bash', [], script)).trim().split('\n').toSorted()).toEqual([
    'reconcile',
    'render',
    'restore',
    'resume',
  ]);
  const zsh = await stage.program(['completion', 'zsh']);
  expect([zsh.code, zsh.stdout.split('\n')[0]]).toEqual([0, '#compdef gatewright']);
});

test('services lists the catalogue, as text and as JSON', async () => {
  const stage = await openStage();
  const text = await stage.program(['services']);
  expect(text.stdout).toMatch(/^ssh +tcp\/22 /m);
  const list = JSON.parse((await stage.program(['services', '-o', 'json'])).stdout) as readonly {
    readonly name: string;
  }[];
  expect(list.map(({ name }) => name)).toContain('mdns');
});

test.each(backends)('apply ends the open connections that a folder closes, and no other (%s)', async (backend) => {
  const stage = await openStage(backend);
  await stage.run('ip', ['link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1']);
  await stage.run('ip', ['address', 'add', '192.0.2.1/24', 'dev', 'lan0']);
  await stage.run('ip', ['link', 'set', 'lan0', 'up']);
  await stage.gatewright(['apply', await writeFolder(stage, { 'policy.yaml': policyText([8000, 8001]) })]);
  for (const port of ['8000', '8001']) {
    const flow = `-I -t 600 -u SEEN_REPLY,ASSURED -s 192.0.2.7 -d 192.0.2.1 -p tcp --sport 40000 --dport ${port}`;
    await stage.run('conntrack', [...flow.split(' '), '--state', 'ESTABLISHED']);
  }
  const closed = await stage.gatewright([
    'apply',
    await writeFolder(stage, { 'policy.yaml': policyText([8001]) }),
    '--approve',
  ]);
  expect([closed.code, closed.stderr]).toEqual([0, 'ended one open connection\n']);
  expect(await stage.run('conntrack', ['-L'])).toMatch(/^tcp .*? dport=8001 [^\n]*\n$/);
  expect(await stage.run('ipset', ['save', 'gw4-revoked'])).toMatch(
    /^add gw4-revoked 192\.0\.2\.7,tcp:8000,192\.0\.2\.1 timeout 1[78]\d\d$/m,
  );
  const { stdout } = await stage.gatewright(['apply', await writeFolder(stage, { 'policy.yaml': policyText([8001]) })]);
  expect(stdout).toBe('nothing to change\n');
});
