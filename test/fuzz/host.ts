// A host without links in a namespace of its own, for runs outside of the test runner.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from '../../src/adapters/exec.ts';
import type { Namespace } from '../../src/adapters/namespace.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import { createQuickNamespace } from '../fixtures/quick-namespace.ts';
import type { Host } from '../kernel/rulesets.ts';

export interface FuzzHost extends Host {
  readonly namespace: Namespace;
  /** The ruleset with counters, comment lines left out. */
  save(family: Family): Promise<string>;
  close(): Promise<void>;
}

export async function createHost(backend: Backend): Promise<FuzzHost> {
  const folder = await mkdtemp(join(tmpdir(), 'gatewright-fuzz-'));
  const namespace = await createQuickNamespace('fuzz');
  const env = { ...cleanEnvironment(), XTABLES_LOCKFILE: join(folder, 'xtables.lock') };
  const run = async (program: string, args: readonly string[], input = '') => {
    const result = await namespace.exec(program, args, { deadlineMs: 60_000, env, input });
    if (result.code !== 0)
      throw new Error(`${program} failed (${result.signal ?? result.code}): ${result.stderr.trim()}`);
    return result.stdout;
  };
  const program = (family: Family, verb: string) =>
    `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-${verb}`;
  const saveCounters = (family: Family) => run(program(family, 'save'), ['--counters']);
  return {
    backend,
    namespace,
    run,
    saveCounters,
    save: async (family) => (await saveCounters(family)).replaceAll(/^#.*\n/gm, ''),
    async restore(family, script) {
      await run(program(family, 'restore'), ['--wait', '10', '--noflush', '--counters'], script);
    },
    async close() {
      await namespace.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
