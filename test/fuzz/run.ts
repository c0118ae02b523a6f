// One run of the dataplane's fuzz: a host, neighbours, and one random revision after the other.

import { applyDesired } from '../../src/controller/apply.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import { planChanges } from '../../src/plan/plan.ts';
import { families } from '../../src/policy/family.ts';
import { type Backend, type Dataplane, DataplaneError } from '../../src/ports.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { dataplaneOf, observe } from '../kernel/rulesets.ts';
import { damage, editForeign, loadForeign } from './foreign.ts';
import { createHost, type FuzzHost } from './host.ts';
import { findFaults, ownedPart, type Picture, takePicture } from './oracle.ts';
import { createRandom, type Random } from './random.ts';
import { editState, randomState, type State, toDesired } from './states.ts';

const never = new AbortController().signal;

/** What was wrong at a step, with all that it takes to see it again. */
export interface Finding {
  readonly backend: Backend;
  readonly seed: number;
  readonly step: number;
  readonly faults: readonly string[];
  readonly scripts: readonly string[];
}

/** The first finding of `steps` revisions on a host of its own; undefined when all held. */
export async function fuzzHost(backend: Backend, seed: number, steps: number): Promise<Finding | undefined> {
  const random = createRandom(seed);
  const host = await createHost(backend);
  try {
    await loadForeign(host, random);
    const state = randomState(random);
    const good: { last?: Desired } = {};
    for (let step = 0; step < steps; step += 1) {
      const scripts: string[] = [];
      const faults = await takeStep(host, { state, random, scripts, good }).catch((error: unknown) => [String(error)]);
      if (faults.length > 0) return { backend, seed, step, faults, scripts };
      editState(state, random);
    }
    return undefined;
  } finally {
    await host.close();
  }
}

interface Step {
  readonly state: State;
  readonly random: Random;
  /** Filled with what happens, for the report. */
  readonly scripts: string[];
  /** What the host was last made equal to. */
  readonly good: { last?: Desired };
}

async function takeStep(host: FuzzHost, { state, random, scripts, good }: Step): Promise<readonly string[]> {
  const desired = toDesired(state);
  await countRules(host, random);
  if (random.oneIn(3)) scripts.push(`neighbour: ${await editForeign(host, random)}`);
  const isDamaged = random.oneIn(3);
  if (isDamaged) scripts.push(`damage: ${await damage(host, random)}`);
  if (random.oneIn(4)) scripts.push(`kill: ${await dieMidway(host, random, state)}`);
  if (random.oneIn(4)) {
    const faults = await pinChain(host, random, { desired, scripts, good });
    if (faults.length > 0) return faults;
  }
  const before = await takePicture(host);
  const known = { lastGood: good.last };
  // What is put back is whole: damage such as a hook that stands twice is not put back.
  const trouble = random.oneIn(3) ? random.pick(troubles.filter(({ isFinal }) => !(isFinal && isDamaged))) : undefined;
  const dataplane = recorded(dataplaneOf(host), { scripts, trouble, at: random.below(6) });
  try {
    const { plan, foreignNames } = await applyDesired(dataplane, desired, never, { known });
    good.last = desired;
    const after = await takePicture(host);
    const countedFamilies = families.filter((family) => host.backend === 'legacy' || family === 'ipv4');
    const faults = findFaults({ before, after, desired, plan, countedFamilies });
    const taken = foreignNames.map(({ place }) => `${place} is taken for somebody else's`);
    return [...faults, ...taken, ...(await findRestlessness(host, desired))];
  } catch (error) {
    if (!(error instanceof DataplaneError) || trouble?.isFinal !== true) throw error;
    const faults = await findNotPutBack(host, { before, desired, lastGood: known.lastGood });
    await applyDesired(dataplaneOf(host), desired, never, { known });
    good.last = desired;
    return [...faults, ...(await findRestlessness(host, desired))];
  }
}

interface Refused {
  readonly before: Picture;
  readonly desired: Desired;
  readonly lastGood: Desired | undefined;
}

/** After a refusal the last good state stands, or what stood before where there is none. A repair is not put back. */
async function findNotPutBack(host: FuzzHost, { before, desired, lastGood }: Refused): Promise<readonly string[]> {
  if (lastGood === undefined) return comparePictures(before, await takePicture(host));
  if (lastGood === desired) return [];
  const left = { ...planChanges(lastGood, await observe(host)), destroyed: [] };
  return explainPlan(left).map(
    ({ sign, place, text }) => `after a refusal the last good state lacks: ${sign} ${place} ${text}`,
  );
}

/** A process that dies while it writes some other revision: nobody puts anything back. */
async function dieMidway(host: FuzzHost, random: Random, state: State): Promise<string> {
  const dataplane = dataplaneOf(host);
  const other = structuredClone(state);
  editState(other, random);
  const at = random.below(9);
  let writes = 0;
  const live = async (run: () => Promise<void>) => {
    if (writes++ >= at) throw new Error('dead');
    await run();
  };
  const dying: Dataplane = {
    ...dataplane,
    observe: (signal) => (writes > at ? Promise.reject(new Error('dead')) : dataplane.observe(signal)),
    restore: (family, script, signal) => live(() => dataplane.restore(family, script, signal)),
    restoreSets: (script, signal) => live(() => dataplane.restoreSets(script, signal)),
  };
  try {
    await applyDesired(dying, toDesired(other), never);
    return 'nothing to die of';
  } catch (error) {
    if (writes <= at) throw error;
    return `after ${at} writes`;
  }
}

/** Somebody leads packets into a chain of ours while the revision comes: it is applied, and then left alone. */
async function pinChain(
  host: FuzzHost,
  random: Random,
  { desired, scripts, good }: { readonly desired: Desired } & Pick<Step, 'scripts' | 'good'>,
): Promise<readonly string[]> {
  const family = random.pick(families);
  const table = random.pick(['filter', 'nat', 'mangle']);
  const [, part = ''] = (await host.save(family)).split(`*${table}\n`);
  const chains = [...(part.split('COMMIT')[0] ?? '').matchAll(/^:(GW-\S*[a-z]\S*) /gm)].map(([, name = '']) => name);
  if (chains.length === 0) return [];
  const chain = random.pick(chains);
  scripts.push(`pin: ${family} ${table} ${chain}`);
  await host.restore(family, `*${table}\n:pin - [0:0]\n-A pin -i pin0 -j ${chain}\nCOMMIT\n`);
  try {
    await applyDesired(recorded(dataplaneOf(host), { scripts, trouble: undefined, at: 0 }), desired, never);
    good.last = desired;
    return await findRestlessness(host, desired);
  } finally {
    await host.restore(family, `*${table}\n-F pin\n-X pin\nCOMMIT\n`);
  }
}

/** A second pass after a good one writes nothing. */
async function findRestlessness(host: FuzzHost, desired: ReturnType<typeof toDesired>): Promise<readonly string[]> {
  const scripts: string[] = [];
  await applyDesired(recorded(dataplaneOf(host), { scripts, trouble: undefined, at: 0 }), desired, never);
  return scripts.map((script) => `a second pass writes ${script}`);
}

function comparePictures(before: Picture, after: Picture): readonly string[] {
  const [a, b] = [ownedPart(before), ownedPart(after)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    JSON.stringify(a[key]) === JSON.stringify(b[key])
      ? []
      : [`after a refusal ${key} is ${JSON.stringify(b[key])}, it was ${JSON.stringify(a[key])}`],
  );
}

interface Trouble {
  readonly reason: 'ToolCrashed' | 'KernelRefused' | 'NotPermitted';
  /** The kernel has taken the script all the same. */
  readonly isLate: boolean;
  /** It is not tried again: the old state must be back. */
  readonly isFinal: boolean;
}

const troubles: readonly Trouble[] = [
  { reason: 'ToolCrashed', isLate: false, isFinal: false },
  { reason: 'ToolCrashed', isLate: true, isFinal: false },
  { reason: 'KernelRefused', isLate: false, isFinal: false },
  { reason: 'NotPermitted', isLate: false, isFinal: true },
  { reason: 'NotPermitted', isLate: true, isFinal: true },
];

interface Recording {
  readonly scripts: string[];
  readonly trouble: Trouble | undefined;
  /** The write, from 0, that meets the trouble. */
  readonly at: number;
}

function recorded(dataplane: Dataplane, { scripts, trouble, at }: Recording): Dataplane {
  let writes = 0;
  const write = async (script: string, run: () => Promise<void>) => {
    scripts.push(script);
    const isHit = trouble !== undefined && writes++ === at;
    if (!isHit || trouble.isLate) await run();
    if (isHit) throw new DataplaneError(trouble.reason, 'trouble made by the fuzz');
  };
  return {
    ...dataplane,
    restore: (family, script, signal) => write(`${family}\n${script}`, () => dataplane.restore(family, script, signal)),
    // What cannot be destroyed is told, not failed: trouble with it would be another story.
    restoreSets: (script, signal) =>
      script.startsWith('destroy')
        ? dataplane.restoreSets(script, signal)
        : write(script, () => dataplane.restoreSets(script, signal)),
  };
}

/** Gives rules of ours counts, so that a lost one shows. nft takes none for IPv6. */
async function countRules(host: FuzzHost, random: Random): Promise<void> {
  for (const family of families) {
    if (host.backend === 'nft' && family === 'ipv6') continue;
    const script = countingScript(await host.save(family), random);
    if (script !== '') await host.restore(family, script);
  }
}

function countingScript(save: string, random: Random): string {
  const places = new Map<string, number>();
  return save
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('*') || line === 'COMMIT') {
        places.clear();
        return [line];
      }
      const [, chain, text] = /-A (GW-\S+) (.*)$/.exec(line) ?? [];
      if (chain === undefined) return [];
      const at = (places.get(chain) ?? 0) + 1;
      places.set(chain, at);
      return [`[${1 + random.below(9999)}:${1 + random.below(9999)}] -R ${chain} ${at} ${text}`];
    })
    .join('\n')
    .concat('\n');
}

/** For messages. */
export function describeFinding({ backend, seed, step, faults, scripts }: Finding): string {
  return [
    `${backend}, seed ${seed}, step ${step}:`,
    ...faults.map((fault) => `  ${fault}`),
    'what was written:',
    ...scripts,
  ].join('\n');
}
