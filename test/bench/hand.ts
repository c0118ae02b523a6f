// What the same change costs by hand: the programs of iptables alone, one after the other, without a thought.

import { type ExecResult, exec } from '../../src/adapters/exec.ts';
import { type Family, families } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';

const deadlineMs = 300_000;

export interface Hand {
  save(family: Family): Promise<string>;
  restore(family: Family, script: string, args?: readonly string[]): Promise<void>;
  /** Milliseconds of a save of both families. */
  timeSaves(): Promise<number>;
  /** Milliseconds of a save, the smallest restore and a save, both families. */
  timeChange(scripts: Readonly<Record<Family, string>>): Promise<number>;
}

/** In this process's own network namespace. */
export function createHand(backend: Backend): Hand {
  const tool = (family: Family, verb: string) => `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-${verb}`;
  const run = async (program: string, args: readonly string[], input = ''): Promise<string> => {
    const result: ExecResult = await exec(program, args, { deadlineMs, input });
    if (result.code !== 0) throw new Error(`${program}: ${result.stderr}`);
    return result.stdout;
  };
  const save = (family: Family) => run(tool(family, 'save'), ['-c']);
  const restore = async (family: Family, script: string, args: readonly string[] = ['--noflush']) => {
    await run(tool(family, 'restore'), [...args, '--wait', '20'], script);
  };
  const timed = async (work: () => Promise<void>) => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  const saves = async () => {
    for (const family of families) await save(family);
  };
  return {
    save,
    restore,
    timeSaves: () => timed(saves),
    timeChange: (scripts) =>
      timed(async () => {
        await saves();
        for (const family of families) if (scripts[family] !== '') await restore(family, scripts[family]);
        await saves();
      }),
  };
}
