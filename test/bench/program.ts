// What only the whole program shows: its memory, and how fast it answers an edit by somebody else.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exec } from '../../src/adapters/exec.ts';
import { families } from '../../src/policy/family.ts';
import { createHand } from './hand.ts';
import type { Line, Measuring } from './lines.ts';
import { makeSnapshot } from './manifests.ts';

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
}

const readyMs = 180_000;
/** As docs/operations.md sets them: glibc then gives back what a pass needed for the text of two rulesets. */
const mallocSettings = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
const eventMs = 30_000;

/** The built program, in this process's network namespace, once it enforces the manifests. */
async function startController(options: Measuring): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'gw-bench-run-'));
  const manifests = join(folder, 'manifests');
  for (const { path, bytes } of makeSnapshot(options.size).files) {
    mkdirSync(dirname(join(manifests, path)), { recursive: true });
    writeFileSync(join(manifests, path), bytes);
  }
  const state = join(folder, 'state');
  const config = {
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'ControllerConfiguration',
    source: { directory: { path: manifests } },
    host: { name: 'bench' },
    stateDirectory: state,
    dataplane: { backend: options.backend === 'nft' ? 'Nft' : 'Legacy' },
  };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const program = fileURLToPath(new URL('gatewright.js', options.workerUrl));
  const child = spawn(process.execPath, [program, 'run', '--config', join(folder, 'config.yaml')], {
    env: { ...process.env, ...mallocSettings, RUNTIME_DIRECTORY: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = performance.now() + readyMs;
  while (!isReady(state)) {
    if (performance.now() > end || child.exitCode !== null) throw new Error('the controller did not become ready');
    await sleep(50);
  }
  return { child, folder };
}

function isReady(state: string): boolean {
  try {
    const { status } = JSON.parse(readFileSync(join(state, 'status.json'), 'utf8'));
    return status.conditions.some(
      (one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True',
    );
  } catch {
    // Not there yet, or being written.
    return false;
  }
}

async function stopController({ child, folder }: Running): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** Resident memory a minute after the start: without a manifest to speak of, and with very many. */
export async function measureMemory(options: Measuring): Promise<readonly Line[]> {
  const measure = async (size: Measuring['size']): Promise<number> => {
    const running = await startController({ ...options, size });
    await sleep(options.settleMs);
    const [, kilobytes = ''] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8')) ?? [];
    await stopController(running);
    return Number(kilobytes) / 1024;
  };
  const many = options.size.policies * options.size.rulesPerPolicy;
  return [
    { what: 'idle, 5 rules', value: await measure({ policies: 1, rulesPerPolicy: 5 }), bar: 90, unit: 'MB' },
    { what: `idle, ${many} rules`, value: await measure(options.size), bar: 250, unit: 'MB' },
  ];
}

/** From an edit by somebody else to the rule's return, by the kernel's own events; by hand: event, save, delta, as they come. */
export async function measureDrift(options: Measuring): Promise<readonly Line[]> {
  const running = await startController(options);
  const hand = createHand('nft');
  const events = await watchEvents();
  try {
    const chain = `GW-IN-p${options.size.policies >> 1}`;
    const [first = ''] = (await hand.save('ipv4')).split('\n').filter((line) => line.includes(` -A ${chain} `));
    const back = `*filter\n-I ${first.slice(first.indexOf('-A ') + 3).replace(chain, `${chain} 1`)}\nCOMMIT\n`;
    const [ours, byHand]: [number[], number[]] = [[], []];
    for (let time = 0; time < options.times; time += 1) {
      await sleep(1_500);
      const begun = performance.now();
      await exec('iptables-nft', ['-D', chain, '1'], { deadlineMs: 60_000 });
      const [edited, repaired] = [await events.next('iptables-nft'), await events.next('iptables-nft-re')];
      ours.push(repaired - begun);
      await sleep(1_500);
      byHand.push(edited - begun + (await timeHand(hand, back)));
      // The controller takes away what was put there twice.
      await events.next('iptables-nft-re');
      await events.next('iptables-nft-re');
    }
    const value = ours.map((ms, index) => ms / (byHand[index] ?? Number.NaN)).toSorted((a, b) => a - b);
    const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
    return [
      {
        what: 'drift repaired ÷ (first event + save + delta)',
        value: value[value.length >> 1] ?? Number.NaN,
        bar: 1.5,
        unit: 'ratio',
        ours: middle(ours),
        hand: middle(byHand),
      },
    ];
  } finally {
    events.stop();
    await stopController(running);
  }
}

async function timeHand(hand: ReturnType<typeof createHand>, script: string): Promise<number> {
  const begun = performance.now();
  for (const family of families) await hand.save(family);
  await hand.restore('ipv4', script);
  return performance.now() - begun;
}

interface Events {
  /** When the next transaction of a program of this name was told, on the clock of `performance`. */
  next(program: string): Promise<number>;
  stop(): void;
}

async function watchEvents(): Promise<Events> {
  const child = spawn('stdbuf', ['-oL', 'xtables-monitor', '-e', '-4'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const waiting: { readonly program: string; readonly resolve: (at: number) => void }[] = [];
  const seen: { readonly program: string; readonly at: number }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, program] = /^NEWGEN: .* NAME=(.*)$/.exec(line) ?? [];
    if (program === undefined) return;
    seen.push({ program, at: performance.now() });
    settle();
  });
  const settle = () => {
    for (;;) {
      const [first] = waiting;
      if (first === undefined) return;
      const index = seen.findIndex(({ program }) => program === first.program);
      const found = seen[index];
      if (found === undefined) return;
      seen.splice(0, index + 1);
      waiting.shift();
      first.resolve(found.at);
    }
  };
  await sleep(500);
  return {
    next: (program) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no event of ${program} came`)), eventMs);
        waiting.push({
          program,
          resolve: (at) => {
            clearTimeout(timer);
            resolve(at);
          },
        });
        settle();
      }),
    stop: () => child.kill('SIGKILL'),
  };
}
