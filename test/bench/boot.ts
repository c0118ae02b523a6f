// How long a boot waits for its rules: `restore`, beside the programs of iptables with the same rules at hand.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNamespace, type Namespace } from '../../src/adapters/namespace.ts';
import { families } from '../../src/policy/family.ts';
import { type Line, type Measuring, ratio } from './lines.ts';
import { makeSnapshot } from './manifests.ts';

const deadlineMs = 300_000;

/** By hand: the start of Node.js, one restore and one save for each family. Each time in a namespace that is empty. */
export async function measureBoot(options: Measuring): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gw-bench-boot-'));
  try {
    return [await measureIn(folder, options)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, { size, backend, workerUrl, times }: Measuring): Promise<Line> {
  const manifests = join(folder, 'manifests');
  for (const { path, bytes } of makeSnapshot(size).files) {
    mkdirSync(dirname(join(manifests, path)), { recursive: true });
    writeFileSync(join(manifests, path), bytes);
  }
  const config = join(folder, 'config.yaml');
  const configuration = {
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'ControllerConfiguration',
    host: { name: 'bench' },
    stateDirectory: join(folder, 'state'),
    dataplane: { backend: backend === 'nft' ? 'Nft' : 'Legacy' },
  };
  writeFileSync(config, JSON.stringify(configuration));
  const program = fileURLToPath(new URL('gatewright.js', workerUrl));
  const tool = (family: (typeof families)[number], verb: string) =>
    `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-${verb}`;
  const first = await createNamespace('first');
  const node = (host: Namespace, ...args: readonly string[]) => run(host, process.execPath, args);
  await node(first, program, 'apply', manifests, '--config', config);
  const saved = await Promise.all(families.map((family) => run(first, tool(family, 'save'), [])));
  await first.close();
  const byHand = async (host: Namespace) => {
    await node(host, '-e', '0');
    for (const [index, family] of families.entries()) {
      await run(host, tool(family, 'restore'), ['--wait', '20'], saved[index]);
      await run(host, tool(family, 'save'), []);
    }
  };
  const [ours, hand]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time += 1) {
    ours.push(await timed((host) => node(host, program, 'restore', '--config', config)));
    hand.push(await timed(byHand));
  }
  return ratio('restore ÷ (start of Node.js + raw restore + save)', 2, { ours, hand });
}

async function run(host: Namespace, program: string, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await host.exec(program, args, {
    deadlineMs,
    input,
    env: { ...process.env } as Record<string, string>,
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
  return stdout;
}

async function timed(work: (host: Namespace) => Promise<unknown>): Promise<number> {
  const host = await createNamespace('booted');
  try {
    // The sets that the rules name.
    for (const [name, family] of [
      ['gw4-revoked', 'inet'],
      ['gw6-revoked', 'inet6'],
    ] as const)
      await run(host, 'ipset', ['create', name, 'hash:ip,port,ip', 'family', family, 'timeout', '1800']);
    const begun = performance.now();
    await work(host);
    return performance.now() - begun;
  } finally {
    await host.close();
  }
}
