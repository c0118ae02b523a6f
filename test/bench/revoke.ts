// A commit that refuses half of the open flows, beside what somebody would do by hand who knows which they are.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnections } from '../../src/adapters/connections.ts';
import { exec } from '../../src/adapters/exec.ts';
import type { Revision, Snapshot } from '../../src/policy/snapshot.ts';
import { type Line, type Measuring, ratio } from './lines.ts';
import { createBench } from './world.ts';

const host = '192.0.2.1';
const deadlineMs = 300_000;
const ports = { refused: 8080, kept: 8443 };

/** `size.entries` flows, each of another client. By hand: a look at all flows, a set of those that are refused, a rule, one deletion. */
export async function measureRevoke(options: Measuring): Promise<readonly Line[]> {
  const flows = options.size.entries ?? 0;
  const bench = createBench({ ...options, rehearses: 'DoesNot', connections: createConnections({ deadlineMs }) });
  try {
    await run('ip', ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1']);
    await run('ip', ['link', 'set', 'eth0', 'up']);
    await run('ip', ['address', 'add', `${host}/24`, 'dev', 'eth0']);
    await run('ip', ['route', 'add', 'default', 'dev', 'eth0']);
    const [ours, hand]: [number[], number[]] = [[], []];
    let [ended, left] = [0, 0];
    for (let time = 0; time < options.times; time += 1) {
      await bench.pass(makeSnapshot(`open ${time}`, [ports.refused, ports.kept]));
      await openFlows(flows);
      hand.push(await timed(() => byHand(options.backend, flows)));
      await openFlows(flows);
      const { ms, pass } = await bench.pass(makeSnapshot(`closed ${time}`, [ports.kept]));
      ours.push(ms);
      ended = pass.outcome.revoked?.ended ?? 0;
      left = Number(await run('conntrack', ['-C']));
    }
    const all = Math.floor(flows / 2);
    return [
      ratio('commit that ends half of them ÷ (list + set + rule + deletion by hand)', 6, { ours, hand }),
      { what: 'ended of what is refused', value: (100 * ended) / all, bar: 100, unit: 'percent' },
      { what: 'left of what is allowed', value: (100 * left) / (flows - all), bar: 100, unit: 'percent' },
    ];
  } finally {
    await bench.close();
  }
}

const clientOf = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const isRefused = (index: number) => index % 2 === 1;

/** Every second one at the port that will be refused; what stands already is opened anew. */
async function openFlows(count: number): Promise<void> {
  await run('conntrack', ['-F']);
  const lines = Array.from({ length: count }, (_, index) => {
    const client = clientOf(index);
    const port = isRefused(index) ? ports.refused : ports.kept;
    const ends = `-s ${client} -d ${host} -r ${host} -q ${client} -p tcp --sport 40000 --dport ${port}`;
    return `-A -t 3000 -u SEEN_REPLY,ASSURED ${ends} --reply-port-src ${port} --reply-port-dst 40000 --state ESTABLISHED\n`;
  });
  await withFile(lines.join(''), (file) => run('conntrack', ['-R', file]));
}

/** Programs read such a text from a file alone. */
async function withFile(text: string, use: (file: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gw-bench-flows-'));
  try {
    writeFileSync(join(folder, 'lines'), text);
    await use(join(folder, 'lines'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Forgetting alone ends nothing where a side goes on talking: the ended ones have to be refused by name. */
async function byHand(backend: Measuring['backend'], flows: number): Promise<void> {
  const rule = ['INPUT', '-m', 'set', '--match-set', 'by-hand', 'dst,dst,src', '-j', 'DROP'];
  for (const family of ['ipv4', 'ipv6']) await run('conntrack', ['-L', '-f', family]);
  const entries = Array.from({ length: flows }, (_, index) => index)
    .filter(isRefused)
    .map((index) => `add by-hand ${host},tcp:${ports.refused},${clientOf(index)}\n`);
  const set = `create by-hand hash:ip,port,ip maxelem 1000000\n${entries.join('')}`;
  await withFile(set, (file) => run('ipset', ['restore', '-file', file]));
  await run(`iptables-${backend}`, ['-A', ...rule]);
  await run('conntrack', ['-D', '-p', 'tcp', '--dport', String(ports.refused)]);
  await run(`iptables-${backend}`, ['-D', ...rule]);
  await run('ipset', ['destroy', 'by-hand']);
}

function makeSnapshot(name: string, open: readonly number[]): Snapshot {
  const head = (kind: string) =>
    `apiVersion: gatewright.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: bench}\nspec:\n  hostSelector: {}\n`;
  const rules = open.map(
    (port) => `    - {name: port-${port}, action: Allow, ports: [{protocol: TCP, ports: [${port}]}]}\n`,
  );
  const text = `${head('FirewallPolicy')}  ingress:\n${rules.join('')}`;
  return {
    revision: name as Revision,
    files: [{ path: 'policy.yaml', digest: text, bytes: new TextEncoder().encode(text) }],
  };
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await exec(program, args, { deadlineMs, maxOutputBytes: 2 ** 28 });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
