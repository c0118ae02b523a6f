// `npm run bench [-- --rules N --large N --entries N --times N --backend nft --json FILE]`: DESIGN's numbers, as ratios.
//
// Every line is measured in a network namespace of its own, beside the same work by hand.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { boundHeapGrowth } from '../../src/adapters/heap.ts';
import type { Backend } from '../../src/ports.ts';
import { measureBoot } from './boot.ts';
import { type Line, type Measuring, measureLarge, measureSet, measureSmall } from './lines.ts';
import { measureDrift, measureMemory } from './program.ts';
import { measureRevoke } from './revoke.ts';

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '10000' },
    large: { type: 'string', default: '50000' },
    entries: { type: 'string', default: '100000' },
    times: { type: 'string', default: '9' },
    backend: { type: 'string' },
    /** Seconds until memory is read. */
    settle: { type: 'string', default: '60' },
    json: { type: 'string' },
    /** For the program itself, when it has started itself again: what to measure. */
    inside: { type: 'string' },
    /** And the network namespace that it must not be in: the machine's own. */
    outside: { type: 'string' },
  },
});

const dist = new URL('../../dist/', import.meta.url);

interface Section {
  readonly title: string;
  readonly measure: (options: Measuring) => Promise<readonly Line[]>;
  readonly size: Measuring['size'];
}

function sections(): Readonly<Record<string, Section>> {
  const [rules, large, entries] = [Number(values.rules), Number(values.large), Number(values.entries)];
  const policies = Math.max(1, Math.round(rules / 50));
  const small = { policies, rulesPerPolicy: Math.round(rules / policies) };
  const manyPolicies = Math.max(1, Math.round(large / 50));
  const many = { policies: manyPolicies, rulesPerPolicy: Math.round(large / manyPolicies) };
  return {
    small: { title: `${rules} rules in ${policies} policies`, measure: measureSmall, size: small },
    drift: { title: `${rules} rules, an edit by somebody else`, measure: measureDrift, size: small },
    set: {
      title: `a set of ${entries} entries`,
      measure: measureSet,
      size: { policies: 1, rulesPerPolicy: 5, entries },
    },
    large: { title: `${large} rules in ${many.policies} policies`, measure: measureLarge, size: many },
    boot: { title: `a boot with ${rules} rules`, measure: measureBoot, size: small },
    revoke: {
      title: `${entries} open flows, each of another client`,
      measure: measureRevoke,
      size: { policies: 1, rulesPerPolicy: 2, entries },
    },
    memory: { title: 'resident memory of the controller', measure: measureMemory, size: many },
  };
}

const ownNamespace = () => readlinkSync('/proc/self/ns/net');

async function measureInside(name: string, backend: Backend): Promise<void> {
  if (values.outside === undefined || values.outside === ownNamespace()) {
    throw new Error('this would write into the packet filter of the machine; run it without --inside');
  }
  // As the program itself does.
  boundHeapGrowth();
  const section = sections()[name];
  if (section === undefined) throw new Error(`nothing is called ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'gw-bench-'));
  try {
    const lines = await section.measure({
      backend,
      size: section.size,
      times: Number(values.times),
      settleMs: Number(values.settle) * 1000,
      workerUrl: new URL('parse-worker.js', dist),
      lockFile: join(folder, 'rehearsal.lock'),
    });
    process.stdout.write(`${JSON.stringify(lines)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Row extends Line {
  readonly section: string;
  readonly backend: Backend;
}

function measureAll(backends: readonly Backend[]): readonly Row[] {
  return Object.entries(sections()).flatMap(([name, { title }]) =>
    backends.flatMap((backend): Row[] => {
      // What legacy tells nobody, nobody can answer at once.
      if (name === 'drift' && backend === 'legacy') return [];
      process.stderr.write(`${title}, ${backend} …\n`);
      const lines = runInside(name, backend);
      return lines.map((line) => ({ ...line, section: title, backend }));
    }),
  );
}

function runInside(name: string, backend: Backend): readonly Line[] {
  const folder = mkdtempSync(join(tmpdir(), 'gw-bench-lock-'));
  const given = (['rules', 'large', 'entries', 'times', 'settle'] as const).flatMap((key) => [`--${key}`, values[key]]);
  const self = [
    ...process.execArgv,
    fileURLToPath(import.meta.url),
    ...given,
    '--inside',
    name,
    '--backend',
    backend,
    '--outside',
    ownNamespace(),
  ];
  const { status, stdout } = spawnSync('unshare', ['--net', '--', process.execPath, ...self], {
    env: { ...process.env, XTABLES_LOCKFILE: join(folder, 'xtables.lock') },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${name} on ${backend} ended with ${status}`);
  return JSON.parse(stdout) as readonly Line[];
}

function printTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.section,
    row.backend,
    row.what,
    show(row.value, row.unit),
    row.unit === 'percent' ? `${row.bar} %` : `≤ ${show(row.bar, row.unit)}`,
    holds(row) ? 'yes' : 'NO',
    row.ours === undefined || row.hand === undefined ? '' : `${Math.round(row.ours)} ÷ ${Math.round(row.hand)} ms`,
  ]);
  const head = ['of', 'backend', 'what', 'measured', 'bar', 'holds', 'from'];
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function show(value: number, unit: Line['unit']): string {
  switch (unit) {
    case 'ratio':
      return value.toFixed(2);
    case 'count':
      return String(Math.round(value * 100) / 100);
    case 'percent':
      return `${Math.round(value * 100) / 100} %`;
    case 'MB':
      return `${Math.round(value)} MB`;
  }
}

function holds({ unit, value, bar }: Line): boolean {
  return unit === 'percent' ? value === bar : value <= bar;
}

function describeMachine(): Readonly<Record<string, string>> {
  const version = (program: string) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
  return {
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    iptables: version('iptables-nft'),
    node: process.version,
  };
}

if (values.inside !== undefined) {
  await measureInside(values.inside, values.backend === 'legacy' ? 'legacy' : 'nft');
} else {
  const backends: readonly Backend[] =
    values.backend === 'nft' || values.backend === 'legacy' ? [values.backend] : ['nft', 'legacy'];
  const rows = measureAll(backends);
  const machine = describeMachine();
  process.stdout.write(`${printTable(rows)}\n\n${Object.values(machine).join(', ')}\n`);
  const file = values.json ?? join(tmpdir(), 'gatewright-bench.json');
  writeFileSync(file, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
  process.stdout.write(`written to ${file}\n`);
}
