// Keeps kernel parameters as the profile says: forwarding is switched on behind the rules, and off before them.

import {
  closesForwarding,
  foundBy,
  listParameters,
  type ParameterPlan,
  type ParameterWrite,
  planParameters,
  type Remembered,
} from '../plan/plan-parameters.ts';
import type { Fault } from '../policy/fault.ts';
import type { Profile, Selected } from '../policy/policy.ts';
import { type KernelParameters, ParameterError, StateError } from '../ports.ts';
import type { Problem } from '../status/outcome.ts';

export interface Kept {
  /** What could not be made so. */
  readonly problems: readonly Problem[];
  /** What is otherwise than the manifest says, where that is only to be told; and forwarding that nobody polices. */
  readonly warnings: readonly Fault[];
  /** What was written, one sentence each. */
  readonly written: readonly string[];
  /** Of what is to be enforced, what does not stand: a boot must not put it up, either. Absent: nobody knows. */
  readonly missing?: readonly string[];
  /** To be kept when all this may stay; absent: as it is. What was put back is in it no longer, and what is ours only where it stands. */
  readonly remembered?: Remembered;
  /** What was written and did not take, by name: what is there instead. */
  readonly refused?: Readonly<Record<string, string>>;
}

const nothing: Kept = { problems: [], warnings: [], written: [] };

/** What may be set beside the rules in this pass. */
export interface BesideRules {
  readonly allows: (write: ParameterWrite) => boolean;
  /** Why the rest may not, as the end of a sentence; undefined for what was tried already and did not take. */
  readonly why: (name: string) => string | undefined;
}

/** Before the rules change: what lets packets through is switched off where that is wanted. */
export async function closeForwarding(
  parameters: KernelParameters | undefined,
  profile: Profile,
  { allows }: BesideRules,
): Promise<Kept> {
  if (parameters === undefined) return nothing;
  return await told(async () => {
    const { plan } = await lookAt(parameters, profile, allows);
    const made = await write(parameters, plan.writes.filter(closesForwarding));
    return { ...nothing, problems: made.problems, written: made.written.map(describeWrite) };
  });
}

/** Behind the rules: everything that may be is as the profile says, read again. */
export async function keepParameters(
  parameters: KernelParameters | undefined,
  selected: Selected,
  { allows, why }: BesideRules,
): Promise<Kept> {
  if (parameters === undefined) return { ...nothing, missing: [] };
  const { profile } = selected;
  return await told(async () => {
    const first = await lookAt(parameters, profile, allows);
    const made = await write(parameters, first.plan.writes);
    const after = await lookAt(parameters, profile, () => false);
    const isEnforced = profile.sysctls.mode === 'Enforce';
    const { differences } = after.plan;
    return {
      problems: [
        ...made.problems,
        ...after.unread,
        ...(isEnforced ? tellLate(differences, { late: first.plan.late, why, notKept }) : []),
      ],
      warnings: [
        ...(isEnforced ? [] : differences.map((difference) => tellDifference(difference, profile))),
        ...(await warnUnpoliced(parameters, selected)),
        ...(await warnSourceRouting(parameters, selected)),
      ],
      written: made.written.map(describeWrite),
      remembered: after.plan.remembered,
      refused: findRefused(first.plan.writes, differences),
      missing: isEnforced ? [...differences.map(({ parameter }) => parameter.name), ...after.unreadNames] : [],
    };
  });
}

/** What has to be written for this profile. @throws StateError where it is not known what was there before us */
export async function listParameterWrites(
  parameters: KernelParameters,
  profile: Profile,
): Promise<readonly ParameterWrite[]> {
  return (await lookAt(parameters, profile)).plan.writes;
}

/** Everything that was written gets back what it was. @throws ParameterError, StateError */
export async function putBackParameters(parameters: KernelParameters): Promise<readonly string[]> {
  const remembered = await parameters.loadRemembered();
  const names = Object.keys(remembered);
  if (names.length === 0) return [];
  const { writes } = planParameters(undefined, await readAll(parameters, names), remembered);
  for (const { name, value } of writes) await parameters.write(name, value);
  await parameters.saveRemembered({});
  return writes.map(describeWrite);
}

export interface Preview {
  readonly writes: readonly ParameterWrite[];
  readonly warnings: readonly Fault[];
  /** What the kernel does not tell, one sentence each. */
  readonly unread: readonly string[];
}

/** What a pass would write, and what it would tell. Nothing is written. @throws ParameterError, StateError */
export async function previewParameters(parameters: KernelParameters, selected: Selected): Promise<Preview> {
  const { profile } = selected;
  const { plan, unread } = await lookAt(parameters, profile);
  const differences = profile.sysctls.mode === 'Enforce' ? [] : plan.differences;
  const warnings = differences.map((difference) => tellDifference(difference, profile));
  return {
    writes: plan.writes,
    unread: unread.map(({ message }) => message),
    warnings: [
      ...warnings,
      ...(await warnUnpoliced(parameters, selected)),
      ...(await warnSourceRouting(parameters, selected)),
    ],
  };
}

interface Look {
  readonly plan: ParameterPlan;
  /** What the kernel did not tell. It keeps nothing from the others. */
  readonly unread: readonly Problem[];
  readonly unreadNames: readonly string[];
}

/** @throws StateError */
async function lookAt(parameters: KernelParameters, profile: Profile, allows?: BesideRules['allows']): Promise<Look> {
  const remembered = await parameters.loadRemembered();
  const observed = new Map<string, string | undefined>();
  const unread = new Map<string, Problem>();
  for (const name of listParameters(profile, remembered)) {
    try {
      observed.set(name, await parameters.read(name));
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      unread.set(name, problemOf(error));
    }
  }
  const plan = planParameters(profile.sysctls, observed, remembered, allows);
  return { plan, unread: [...unread.values()], unreadNames: [...unread.keys()] };
}

async function readAll(parameters: KernelParameters, names: readonly string[]) {
  return new Map(await Promise.all(names.map(async (name) => [name, await parameters.read(name)] as const)));
}

/** What stood there is on disk before anything is written over it. It is ours when the revision may stay. */
async function write(
  parameters: KernelParameters,
  writes: readonly ParameterWrite[],
): Promise<{ readonly problems: readonly Problem[]; readonly written: readonly ParameterWrite[] }> {
  if (writes.length === 0) return { problems: [], written: [] };
  await parameters.saveRemembered({ ...foundBy(writes), ...(await parameters.loadRemembered()) });
  const problems: Problem[] = [];
  const written: ParameterWrite[] = [];
  for (const one of writes) {
    try {
      await parameters.write(one.name, one.value);
      written.push(one);
    } catch (error) {
      problems.push(problemOf(error));
    }
  }
  return { problems, written };
}

/** Neither a parameter nor the state folder stops the rules. */
async function told(work: () => Promise<Kept>): Promise<Kept> {
  try {
    return await work();
  } catch (error) {
    return { ...nothing, problems: [problemOf(error)] };
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof ParameterError) {
    return { source: 'Dataplane', reason: 'ParameterRefused', message: error.message, retrying: false };
  }
  if (!(error instanceof StateError)) throw error;
  return { source: 'State', reason: error.reason, message: error.message, retrying: true };
}

export type Difference = ParameterPlan['differences'][number];

function notKept({ parameter: { name, value }, found }: Difference): Problem {
  const message =
    found === undefined
      ? `The kernel has no parameter ${name}: the interface or the module may be missing; load it, or take the value out of spec.sysctls`
      : `${name} is ${found} and must be ${value}: another program may set it, or the kernel does not take that value`;
  return { source: 'Dataplane', reason: 'ParameterDiffers', message, retrying: true };
}

interface Telling {
  readonly late: readonly ParameterWrite[];
  readonly why: BesideRules['why'];
  readonly notKept: (difference: Difference) => Problem;
}

/** Of parameters, or of policies of built-in chains. */
export function tellLate(differences: readonly Difference[], { late, why, notKept }: Telling): readonly Problem[] {
  const names = new Set(late.map(({ name }) => name));
  return differences.map((difference) => {
    const { name, value } = difference.parameter;
    const because = names.has(name) ? why(name) : undefined;
    if (because === undefined) return notKept(difference);
    const message = `${name} is ${difference.found ?? 'not there'} and must be ${value}: ${because}`;
    return { source: 'Dataplane', reason: 'ParameterDiffers', message, retrying: true };
  });
}

/** What is there in the place of what was written. */
export function findRefused(
  writes: readonly ParameterWrite[],
  differences: readonly Difference[],
): Readonly<Record<string, string>> {
  const names = new Set(writes.map(({ name }) => name));
  return Object.fromEntries(
    differences.flatMap(({ parameter: { name }, found }) =>
      names.has(name) && found !== undefined ? [[name, found]] : [],
    ),
  );
}

function tellDifference({ parameter, found }: Difference, profile: Profile): Fault {
  const { name, value, origin } = parameter;
  const is = found === undefined ? 'is not there' : `is ${found}`;
  return {
    ...placeOf(origin),
    pointer: '/spec/sysctls/values',
    subject: `FirewallProfile/${profile.name}`,
    message: `${name} ${is} on this host and should be ${value}; set it, or write mode: Enforce`,
  };
}

function describeWrite({ name, found, value, way }: ParameterWrite): string {
  return way === 'Enforce' ? `${name}: set to ${value} (it was ${found})` : `${name}: put back to ${value}`;
}

const forwarding = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'];

/** A host that passes packets on without a zone lets through whatever its other rules do. */
async function warnUnpoliced(
  parameters: KernelParameters,
  { profile, zones, host }: Selected,
): Promise<readonly Fault[]> {
  if (zones.length > 0 || profile.unmanagedForward === 'Deny') return [];
  const on = [...(await readAll(parameters, forwarding))].filter(([, value]) => value === '1').map(([name]) => name);
  if (on.length === 0) return [];
  const message = `forwarding is switched on (${on.join(', ')}) and host ${host.name} has no zones, so what passes through it is policed by others or by nobody; give its Host manifest zones, write coexistence.unmanagedForward: Deny, or switch forwarding off`;
  return [{ ...placeOf(profile.origin), pointer: '', subject: `FirewallProfile/${profile.name}`, message }];
}

/** The kernel honours the option of IPv4 only where this one and that of the interface allow it. */
const sourceRoute = 'net.ipv4.conf.all.accept_source_route';

/** No rule can see it: there is no match for options of IPv4. */
async function warnSourceRouting(parameters: KernelParameters, { profile }: Selected): Promise<readonly Fault[]> {
  if (!profile.sourceRouting || (await parameters.read(sourceRoute)) !== '1') return [];
  const message = `packets of IPv4 that name their own way (source routing) are accepted on this host, because ${sourceRoute} is 1; set it to 0, or enforce it in spec.sysctls`;
  return [
    {
      ...placeOf(profile.origin),
      pointer: '/spec/hardening/sourceRouting',
      subject: `FirewallProfile/${profile.name}`,
      message,
    },
  ];
}

function placeOf({ file, line, column }: Profile['origin']): Pick<Fault, 'file' | 'line' | 'column'> {
  return { file, line, column };
}
