// Random lives of a host: whatever is committed, confirmed, undone, gone back to or changed by hand, what stands beside the
// rules is what the revision that stands wants, a boot would put up the same, and uninstalling gives back what was there.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putBackParameters } from '../../src/controller/parameters.ts';
import { checkConfirm } from '../../src/controller/verdict.ts';
import { port, profile, type Stage, services, setStage, ssh } from './rollout-stage.ts';

const ttl = 'net.ipv4.ip_default_ttl';
const chains = ['INPUT', 'FORWARD'];
const places = ['ipv4', 'ipv6'].flatMap((family) => chains.map((chain) => `${family} filter ${chain}`));

interface Commit {
  readonly kind: 'Commit';
  readonly mode: 'Auto' | 'Manual';
  readonly sysctls: 'Enforce' | 'Report' | 'Disabled';
  readonly value: string;
  readonly builtinPolicy: 'Keep' | 'Drop';
  /** Another rule than the commit before, else the same ones. */
  readonly changesRules: boolean;
  readonly cutsOff: boolean;
}

interface Other {
  readonly kind: 'Confirm' | 'RollBack' | 'Restart' | 'Drift' | 'Pass';
}

const commit = fc.record<Commit>({
  kind: fc.constant('Commit'),
  mode: fc.constantFrom('Auto', 'Auto', 'Manual'),
  sysctls: fc.constantFrom('Enforce', 'Enforce', 'Report', 'Disabled'),
  // 64 stands there by chance.
  value: fc.constantFrom('60', '61', '64'),
  builtinPolicy: fc.constantFrom('Keep', 'Drop'),
  changesRules: fc.boolean(),
  cutsOff: fc.boolean(),
});
const others = fc.constantFrom('Confirm', 'RollBack', 'Restart', 'Drift', 'Pass').map((kind): Other => ({ kind }));
const life = fc.array<Commit | Other>(fc.oneof({ weight: 2, arbitrary: commit }, { weight: 3, arbitrary: others }), {
  minLength: 3,
  maxLength: 12,
});

/** What the kernel and the state folder hold beside the rules. */
function look(stage: Stage) {
  const dropped = stage.kernel
    .text()
    .split('\n')
    .filter((line) => / DROP \[/.test(line)).length;
  return {
    ttl: stage.parameters.get(ttl),
    dropped,
    remembered: stage.remembered('Parameters')[ttl],
    boot: stage.boots.at(-1)?.parameters,
    bootPolicies: Object.keys(stage.boots.at(-1)?.policies ?? {}),
  };
}

/** By the revision that stands: nobody waits. */
function expected({ memory: { lastGood } }: Stage): ReturnType<typeof look> {
  const { sysctls, builtinPolicy } = lastGood?.selected.profile ?? {};
  const value = sysctls?.mode === 'Enforce' ? sysctls.values[0]?.value : undefined;
  const isDropping = builtinPolicy === 'Drop';
  return {
    ttl: value ?? '64',
    dropped: isDropping ? places.length : 0,
    remembered: value === undefined ? undefined : { before: '64', ours: value },
    boot: lastGood === undefined ? undefined : value === undefined ? {} : { [ttl]: value },
    bootPolicies: isDropping ? places : [],
  };
}

async function live(stage: Stage, step: Commit | Other, number: number): Promise<void> {
  switch (step.kind) {
    case 'Commit':
      return await commitSpec(stage, step, number);
    case 'Pass':
      return void (await stage.pass());
    case 'Restart':
      return await stage.restart();
    case 'RollBack':
      return void (await stage.rollBack());
    case 'Confirm': {
      const word = checkConfirm(stage.memory, undefined);
      if (word.ok) await stage.pass({ verdict: word.value });
      return;
    }
    case 'Drift':
      if (stage.memory.waiting !== undefined || expected(stage).remembered === undefined) return;
      stage.parameters.set(ttl, '99');
      await stage.pass();
  }
}

async function commitSpec(stage: Stage, commit: Commit, number: number): Promise<void> {
  const { mode, sysctls, value, builtinPolicy, changesRules, cutsOff } = commit;
  const before = stage.parameters.get(ttl);
  stage.reaches = () => !cutsOff || stage.parameters.get(ttl) === before;
  const spec = `rollout: {mode: ${mode}, confirmTimeout: 60s}
sysctls: {mode: ${sysctls}, values: {"${ttl}": "${value}"}}
defaults: {builtinPolicy: ${builtinPolicy}}`;
  await stage.commit(profile(spec), services(ssh, ...(changesRules ? [port(8000 + number)] : [])));
  stage.reaches = () => true;
}

test('what stands beside the rules is the business of the revision that stands alone', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(life, async (steps) => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      for (const [number, step] of steps.entries()) {
        await live(stage, step, number);
        // A word or a time-out comes with a pass of its own.
        await stage.pass();
        if (stage.memory.waiting === undefined && stage.memory.lastGood !== undefined)
          expect(look(stage), JSON.stringify(step)).toEqual(expected(stage));
      }
      if (stage.memory.waiting !== undefined || stage.world.parameters === undefined) return;
      await putBackParameters(stage.world.parameters);
      expect(stage.parameters.get(ttl)).toBe('64');
    }),
    { numRuns: 60 },
  );
});
