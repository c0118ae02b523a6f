// What is measured, line by line of the table: a ratio to the same by hand, inside one run.

import { families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import { createHand, type Hand } from './hand.ts';
import { makeSnapshot, type Size } from './manifests.ts';
import { type Bench, type BenchOptions, createBench } from './world.ts';

export interface Line {
  readonly what: string;
  readonly value: number;
  /** At most so much; so much and no less where it is percent. */
  readonly bar: number;
  readonly unit: 'ratio' | 'count' | 'percent' | 'MB';
  /** What the ratio was made of, in milliseconds. */
  readonly ours?: number;
  readonly hand?: number;
}

export interface Measuring extends Omit<BenchOptions, 'rehearses' | 'connections'> {
  readonly backend: Backend;
  readonly size: Size;
  readonly times: number;
  /** How long after the start memory is read. */
  readonly settleMs: number;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** The middle of the ratios. */
export function ratio(
  what: string,
  bar: number,
  { ours, hand }: { ours: readonly number[]; hand: readonly number[] },
): Line {
  // Each of ours over the one by hand beside it: what the machine does meanwhile hits both.
  const value = median(ours.map((ms, index) => ms / (hand[index] ?? Number.NaN)));
  return { what, value, bar, unit: 'ratio', ours: median(ours), hand: median(hand) };
}

/** A commit of one rule, a pass with nothing to do, edits and counters, with a controller that is warm. */
export async function measureSmall(options: Measuring): Promise<readonly Line[]> {
  const bench = createBench({ ...options, rehearses: 'Rehearses' });
  const hand = createHand(options.backend);
  try {
    await bench.pass(makeSnapshot(options.size, { port: 61_000 }));
    const counted = await countCounters(bench, hand, options);
    const commits = await measureCommits(bench, hand, options);
    const idle = await measureIdle(bench, hand, options);
    const bar = options.backend === 'nft' ? 1.3 : 2;
    return [
      ratio('commit of one rule, warm', bar, commits),
      ratio('pass with nothing to do', 1.3, idle),
      { what: 'edits ÷ shortest possible', value: commits.edits, bar: 1, unit: 'count' },
      { what: 'counters of untouched rules kept', value: counted, bar: 100, unit: 'percent' },
    ];
  } finally {
    await bench.close();
  }
}

interface Commits {
  readonly ours: readonly number[];
  readonly hand: readonly number[];
  /** Lines that change something, over the two that have to. */
  readonly edits: number;
}

async function measureCommits(bench: Bench, hand: Hand, { size, times }: Measuring): Promise<Commits> {
  const [ours, byHand]: [number[], number[]] = [[], []];
  let edits = 0;
  bench.takeScripts();
  for (let time = 0; time < times; time += 1) {
    const { ms } = await bench.pass(makeSnapshot(size, { port: 61_001 + time }));
    ours.push(ms);
    const scripts = bench.takeScripts();
    edits += scripts
      .join('')
      .split('\n')
      .filter((line) => /^(?:\[\S+\] )?-/.test(line)).length;
    const [ipv4, ipv6] = scripts;
    if (ipv4 === undefined || ipv6 === undefined || scripts.length > 2) {
      throw new Error(`one script a family was expected, not ${scripts.length}`);
    }
    // The same again is the same work: a rule is replaced by one of its length.
    byHand.push(await hand.timeChange({ ipv4, ipv6 }));
  }
  return { ours, hand: byHand, edits: edits / (2 * times) };
}

async function measureIdle(bench: Bench, hand: Hand, { size, times }: Measuring) {
  const snapshot = makeSnapshot(size, { port: 61_000 });
  await bench.pass(snapshot);
  const [ours, byHand]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time += 1) {
    ours.push((await bench.pass(snapshot)).ms);
    byHand.push(await hand.timeSaves());
  }
  return { ours, hand: byHand };
}

/** Percent of the rules that a commit does not touch whose counters are as before. */
async function countCounters(bench: Bench, hand: Hand, { size }: Measuring): Promise<number> {
  for (const family of families) {
    let number = 0;
    const counted = (await hand.save(family)).replaceAll(/^\[\d+:\d+\] -A/gm, () => {
      number += 1;
      return `[${number}:${number * 60}] -A`;
    });
    await hand.restore(family, counted, ['--counters']);
  }
  const before = await Promise.all(families.map((family) => hand.save(family)));
  await bench.pass(makeSnapshot(size, { port: 61_500 }));
  const after = await Promise.all(families.map((family) => hand.save(family)));
  const rules = (saves: readonly string[]) =>
    saves
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('['));
  const kept = new Set(rules(after));
  const all = rules(before);
  // One rule a family is the one that changed.
  return (100 * all.filter((rule) => kept.has(rule)).length) / (all.length - families.length);
}

/** The first apply and a commit of one rule where there are very many. */
export async function measureLarge(options: Measuring): Promise<readonly Line[]> {
  const bench = createBench({ ...options, rehearses: 'DoesNot' });
  const hand = createHand(options.backend);
  try {
    const first = makeSnapshot(options.size, { port: 61_000 });
    await bench.pass(first);
    const saves = await Promise.all(families.map((family) => hand.save(family)));
    const clear = async () => {
      for (const [index, family] of families.entries()) {
        const tables = saves[index]?.match(/^\*\S+$/gm) ?? [];
        await hand.restore(family, tables.map((table) => `${table}\nCOMMIT\n`).join(''), []);
      }
    };
    const [ours, byHand]: [number[], number[]] = [[], []];
    for (let time = 0; time < Math.min(3, options.times); time += 1) {
      await clear();
      // Prepared is prepared: what is measured is reading, comparing, writing and proving.
      ours.push((await bench.pass(first)).ms);
      await clear();
      const begun = performance.now();
      for (const [index, family] of families.entries()) await hand.restore(family, saves[index] ?? '', []);
      byHand.push(performance.now() - begun);
    }
    bench.takeScripts();
    const commits = await measureCommits(bench, hand, { ...options, times: Math.min(5, options.times) });
    return [
      ratio('first apply ÷ raw restore (rehearsal and parsing apart)', 2, { ours, hand: byHand }),
      ratio('commit of one rule, warm', 1.3, commits),
    ];
  } finally {
    await bench.close();
  }
}

/** One entry of a large set. */
export async function measureSet(options: Measuring): Promise<readonly Line[]> {
  const bench = createBench({ ...options, rehearses: 'Rehearses' });
  try {
    await bench.pass(makeSnapshot(options.size, { entry: 0 }));
    bench.takeScripts();
    await bench.pass(makeSnapshot(options.size, { entry: 1 }));
    const lines = bench.takeScripts().join('').trim().split('\n');
    return [
      { what: 'rule edits', value: lines.filter((line) => line.startsWith('-')).length, bar: 0, unit: 'count' },
      { what: 'entry edits', value: lines.filter((line) => /^(?:add|del) /.test(line)).length, bar: 2, unit: 'count' },
    ];
  } finally {
    await bench.close();
  }
}
