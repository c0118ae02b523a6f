// Every program that a pass runs fails, hangs or lies, once at each of its calls; and the controller dies there.

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { HostObject } from '../../src/status/status.ts';
import { backends } from '../kernel/world.ts';
import { type Call, type Fault, type FaultyPrograms, makeFaulty } from './faulty-programs.ts';
import { heldBy, type KernelText, meantBy } from './kernel.ts';
import { type Controller, isReady, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { host, raiseUplink } from './uplink.ts';

const bundle = programOfSuite();

/** `all` (`npm run fuzz:faults`), or words that the name of a case holds; absent in CI, where some are chosen. */
const wanted = process.env.GATEWRIGHT_FAULTS;

/** Of each program. In CI one hangs, and a slow machine must not look like it. */
const deadline = wanted === undefined ? '10s' : '1s';

/** One edits rules, entries of a set and sets, and closes a port to which a flow is open. */
function revision(number: number): Readonly<Record<string, string>> {
  const head = (kind: string, name: string) => `apiVersion: gatewright.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}}
spec:
`;
  const policy = `${head('FirewallPolicy', 'services')}  hostSelector: {}
  ingress:
    - {name: ssh, action: Allow, services: [ssh]}
    - {name: port-${number}, action: Allow, from: [{networkSets: [clients]}], ports: [{protocol: TCP, ports: [${portOf(number)}]}]}
`;
  const set = `${head('NetworkSet', 'clients')}  networks: [192.0.2.${(number % 200) + 2}, 198.51.100.0/24, "2001:db8::${number}", "2001:db8:1::/48"]
`;
  return { 'policy.yaml': policy, 'set.yaml': set };
}

const portOf = (number: number) => 8000 + number;

const reads: readonly Fault[] = ['fails', 'crashes', 'hangs', 'keepsQuiet', 'cutsShort'];
const writes: readonly Fault[] = ['fails', 'crashes', 'hangs', 'keepsQuiet', 'doesHalf', 'deniesIt'];
const kills: readonly Fault[] = ['killsBefore', 'killsAfter'];

const isWrite = ({ program, verb }: Call) => /restore$/.test(program) || verb === 'restore' || verb === '-D';

function faultsOf(call: Call): readonly Fault[] {
  // It lasts as long as its namespace is needed: nothing comes behind it.
  if (call.program === 'unshare') return ['fails', 'crashes', 'hangs', 'keepsQuiet', 'killsBefore'];
  return [...(isWrite(call) ? writes : reads), ...kills];
}

interface Case {
  readonly call: Call;
  readonly fault: Fault;
  /** That program goes on failing where it is called the same way, until the pass is over. */
  readonly lasts?: true;
}

function casesOf(call: Call): readonly Case[] {
  return [...faultsOf(call).map((fault): Case => ({ call, fault })), { call, fault: 'fails', lasts: true }];
}

/** In CI: what matters most at each write to the live packet filter, and of all others some; other ones on each backend. */
function chooseCases(all: readonly Case[], backend: Stage['backend']): readonly Case[] {
  if (wanted !== undefined) return all.filter((one) => wanted === 'all' || nameOf(one).includes(wanted));
  const atWrites: readonly Fault[] = ['doesHalf', 'deniesIt', 'killsAfter'];
  const isVital = ({ call, fault, lasts }: Case) =>
    call.where === 'live' && isWrite(call) && (atWrites.includes(fault) || lasts !== undefined);
  const others = all.filter((one) => !isVital(one) && one.fault !== 'hangs');
  const [half, place] = backend === 'nft' ? [0, 0] : [1, 30];
  const vital = all.filter(isVital).filter((_, index) => index % 2 === half);
  const hang = all.find((one) => one.fault === 'hangs' && one.call.where === 'live' && isWrite(one.call));
  const hangs = backend === 'nft' && hang !== undefined ? [hang] : [];
  return [...vital, ...hangs, ...others.filter((_, index) => index % 60 === place)];
}

const nameOf = ({ call, fault, lasts }: Case) =>
  `${call.where} ${call.program} ${call.verb} #${call.count} ${fault}${lasts === undefined ? '' : ' from now on'}`;

interface Player {
  readonly stage: Stage;
  readonly programs: FaultyPrograms;
  readonly restart: () => Promise<void>;
  controller: Controller;
}

async function openPlay(backend: Stage['backend']): Promise<Player> {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  await raiseUplink(stage, onTestFinished);
  const tools = ['iptables', 'ip6tables'].flatMap((name) =>
    ['nft', 'legacy'].flatMap((kind) => [`${name}-${kind}`, `${name}-${kind}-save`, `${name}-${kind}-restore`]),
  );
  const programs = await makeFaulty(stage, ['git', ...tools, 'ipset', 'conntrack', 'ip', 'unshare']);
  await stage.configure({
    // Passes happen when the test asks for them.
    source: { git: { url: stage.repository.path, interval: '1h', timeout: deadline } },
    dataplane: { backend: backend === 'nft' ? 'Nft' : 'Legacy', resyncInterval: '1h', timeout: deadline },
  });
  const player: Player = {
    stage,
    programs,
    controller: await stage.start({ env: programs.env }),
    async restart() {
      await player.controller.ended;
      player.controller = await stage.start({ env: programs.env });
      await programs.aimAt(player.controller.pid);
    },
  };
  await programs.aimAt(player.controller.pid);
  return player;
}

/** A flow that the revision lets in, and that no other one does. */
async function openFlow(stage: Stage, number: number): Promise<void> {
  const ends = ['-s', '198.51.100.7', '-d', host.ipv4, '--sport', '4000', '--dport', String(portOf(number))];
  await stage.run('conntrack', ['-I', '-p', 'tcp', ...ends, '--state', 'ESTABLISHED', '-t', '600']);
}

async function hasFlow(stage: Stage, port: number): Promise<boolean> {
  return (await stage.run('conntrack', ['-L'])).includes(`dport=${port}`);
}

/** What is in the kernel, but for the flows that were ended. */
async function look(stage: Stage): Promise<KernelText> {
  const { chains, sets } = await heldBy(stage, 'Used');
  return { chains, sets: { ...sets, 'gw4-revoked': [], 'gw6-revoked': [] } };
}

/** Which of two revisions the kernel holds, whole. */
async function which(stage: Stage, number: number): Promise<'old' | 'new' | 'neither'> {
  const now = await look(stage);
  if (isDeepStrictEqual(now, meantBy(revision(number)))) return 'new';
  return isDeepStrictEqual(now, meantBy(revision(number - 1))) ? 'old' : 'neither';
}

/** The guard sees to it without the controller. */
async function whichAlone(stage: Stage, number: number) {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const now = await which(stage, number).catch(() => 'neither' as const);
    if (now !== 'neither' || performance.now() > endMs) return now;
    await sleep(20);
  }
}

/** What is wrong with it. */
async function play(player: Player, number: number, one: Case): Promise<readonly string[]> {
  const { stage, programs } = player;
  const { call, fault, lasts } = one;
  const wrong: string[] = [];
  const [old, port] = [number - 1, portOf(number - 1)];
  await openFlow(stage, old);
  const sha = await stage.repository.commitFiles(revision(number), { message: `revision ${number}` });
  await programs.reset();
  await programs.inject(call, fault, lasts === undefined ? 'Once' : 'Reset');
  const pass = await stage.reconcile().catch((error: Error) => error);
  if (!(await programs.wasMade(call))) wrong.push('the call was not made');
  if (pass instanceof Error) {
    if (!kills.includes(fault)) wrong.push(`the controller has ended: ${player.controller.said().slice(-500)}`);
    if ((await whichAlone(stage, number)) === 'neither') wrong.push('without the controller neither old nor new');
    await programs.reset();
    await player.restart();
  } else {
    if (kills.includes(fault)) wrong.push('the controller lives');
    wrong.push(...judge(pass, await which(stage, number), one));
  }
  await programs.reset();
  if (isProbeCut(one)) {
    const approved = await stage.gatewright(['approve', sha]);
    if (approved.code !== 0) wrong.push(`not approved: ${approved.stderr}`);
  }
  const recovered = await stage.reconcile();
  if (readiness(recovered).reason !== 'Applied') wrong.push(`then ${JSON.stringify(recovered.status.conditions)}`);
  const then = await which(stage, number);
  if (then !== 'new') wrong.push(`then ${then}`);
  if (await hasFlow(stage, port)) wrong.push('the flow that was closed is still there');
  await programs.reset();
  await stage.reconcile();
  const written = (await programs.calls()).filter(isWrite).map(({ program }) => program);
  if (written.length > 0) wrong.push(`and writes again: ${written.join(' ')}`);
  return wrong;
}

/** A fetch that says that all went well and has fetched nothing is how it looks when there is nothing new. */
const isLikeNothingNew = ({ call, fault }: Case) => call.verb === 'fetch' && fault === 'keepsQuiet';

/** Behind the change the Git remote no longer answers, as if the change had cut it off: that is undone, and in quarantine. */
const isProbeCut = ({ call, lasts }: Case) => call.verb === 'ls-remote' && call.count === 2 && lasts !== undefined;

/** Of a pass that met the fault, and of what the kernel holds behind it. */
function judge(pass: HostObject, now: 'old' | 'new' | 'neither', one: Case): readonly string[] {
  const told = JSON.stringify(pass.status.conditions);
  // Without the program there is no way back; it is said, and the next pass that has it makes it good.
  const isStuck = one.lasts !== undefined && told.includes('could not be put back');
  if (now === 'neither' && !isStuck) return [`neither old nor new: ${told}`];
  if (isProbeCut(one)) return now === 'old' && told.includes('RolledBack') ? [] : [`not undone: ${told}`];
  if (isReady(pass)) return now === 'new' || isLikeNothingNew(one) ? [] : ['Ready, and old'];
  const { program } = one.call;
  const words = program === 'git' ? /git|did not answer in time/ : new RegExp(`\\b${program}\\b|of the ipv[46] save`);
  return words.test(told) ? [] : [`it says nothing of ${program}: ${told}`];
}

/** In a pass that applies a commit. */
async function listCalls({ stage, programs }: Player): Promise<readonly Call[]> {
  await stage.repository.commitFiles(revision(0));
  await stage.reconcile();
  await openFlow(stage, 0);
  await stage.repository.commitFiles(revision(1));
  await programs.reset();
  expect(isReady(await stage.reconcile())).toBe(true);
  expect(await hasFlow(stage, portOf(0))).toBe(false);
  // How often a neighbour is asked until it has answered is another number each time.
  return (await programs.calls()).filter(({ verb, count }) => !verb.includes('neigh show') || count <= 2);
}

test.each(backends)(
  'each program fails, hangs or lies at some call, and the controller dies there (%s)',
  { timeout: wanted === undefined ? 1_200_000 : 7_200_000 },
  async (backend) => {
    const player = await openPlay(backend);
    const calls = await listCalls(player);
    expect(calls.filter(isWrite).length).toBeGreaterThan(8);
    const cases = chooseCases(calls.flatMap(casesOf), backend);
    const wrong: string[] = [];
    for (const [index, one] of cases.entries()) {
      const found = await play(player, index + 2, one);
      wrong.push(...found.map((what) => `${nameOf(one)}: ${what}`));
    }
    expect(wrong).toEqual([]);
    expect((await player.controller.end('SIGTERM')).code).toBe(0);
  },
);

test('flows that could not be ended before a restart are ended behind it', async () => {
  const player = await openPlay('nft');
  const { stage, programs } = player;
  const calls = await listCalls(player);
  const listing = calls.find(({ program }) => program === 'conntrack');
  if (listing === undefined) throw new Error('nobody looks at the flows');
  await openFlow(stage, 1);
  await stage.repository.commitFiles(revision(2));
  await programs.reset();
  await programs.inject(listing, 'fails');
  const { status } = await stage.reconcile();
  expect(status.dataplane?.revocationSkipped).toBe('conntrack failed: conntrack: injected fault');
  expect(await hasFlow(stage, portOf(1))).toBe(true);
  await player.controller.end('SIGKILL');
  await programs.reset();
  await player.restart();
  await stage.reconcile();
  expect([await which(stage, 2), await hasFlow(stage, portOf(1))]).toEqual(['new', false]);
  await player.controller.end('SIGTERM');
});
