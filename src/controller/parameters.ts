// Keeps kernel parameters as the profile says: forwarding is switched on behind the rules, and off before them.

import {
  closesForwarding,
  type Difference,
  type Extent,
  listParameters,
  type ObservedParameters,
  type ParameterPlan,
  type ParameterWrite,
  planParameters,
  planTakingBack,
  type Remembered,
  rememberSettled,
  type Settling,
  triedIn,
  unsettledIn,
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
  /** What was written. */
  readonly written: readonly ParameterWrite[];
}

const nothing: Kept = { problems: [], warnings: [], written: [] };

/** What may be set beside the rules in this pass. */
export interface BesideRules {
  readonly extent: Extent;
  readonly allows: (write: ParameterWrite) => boolean;
}

export interface TakingBack {
  /** Of the revision that stands; absent where none does. */
  readonly profile: Profile | undefined;
  /** By which values were tried that are no remains. */
  readonly confirmed: ReadonlySet<string>;
  readonly allows: (write: ParameterWrite) => boolean;
}

/** Before the rules change: what lets packets through is switched off where that is wanted. */
export async function closeForwarding(
  parameters: KernelParameters | undefined,
  profile: Profile,
  beside: BesideRules,
): Promise<Kept> {
  if (parameters === undefined) return nothing;
  return await told(async () => {
    const { writes } = await lookAt(parameters, profile, beside);
    return { ...nothing, ...(await write(parameters, writes.filter(closesForwarding))) };
  });
}

/** Behind the rules: everything that may be is as the profile says, read again. */
export async function keepParameters(
  parameters: KernelParameters | undefined,
  selected: Selected,
  beside: BesideRules,
): Promise<Kept> {
  if (parameters === undefined) return nothing;
  const { profile } = selected;
  return await told(async () => {
    const first = await lookAt(parameters, profile, beside);
    const made = await write(parameters, first.writes);
    const second = first.writes.length === 0 ? first : await lookAt(parameters, profile, beside);
    // What the kernel has set along with them.
    const along = second.writes.filter(({ name }) => !isIn(first.writes, name));
    const remade = await write(parameters, along);
    const { differences, unread } = along.length === 0 ? second : await lookAt(parameters, profile, beside);
    const isEnforced = profile.sysctls.mode === 'Enforce';
    const attempted = [...first.writes, ...along];
    return {
      problems: [
        ...made.problems,
        ...remade.problems,
        ...unread,
        ...(isEnforced ? differences.map((one) => (isLate(one, attempted) ? tellLate(one) : notKept(one))) : []),
      ],
      warnings: [
        ...(isEnforced ? [] : differences.map((difference) => tellDifference(difference, profile))),
        ...(await warnUnpoliced(parameters, selected)),
        ...(await warnSourceRouting(parameters, selected)),
      ],
      written: [...made.written, ...remade.written],
    };
  });
}

/** What it takes for this profile to stand. @throws StateError where it is not known what was there before us */
export async function lookAtParameters(parameters: KernelParameters, profile: Profile): Promise<ParameterPlan> {
  return await lookAt(parameters, profile, everything);
}

/** What a revision that does not stand has left is taken back. @throws StateError */
export async function takeBackParameters(
  parameters: KernelParameters,
  { profile, confirmed, allows }: TakingBack,
): Promise<Pick<Kept, 'problems' | 'written'>> {
  const remembered = await parameters.loadRemembered();
  const names = triedIn(remembered);
  if (names.length === 0) return nothing;
  const { observed } = await readEach(parameters, names);
  return await write(parameters, planTakingBack(profile?.sysctls, observed, { remembered, confirmed }).filter(allows));
}

/** What is to be remembered now that the profile stands. */
export async function settleParameters(
  parameters: KernelParameters,
  { sysctls }: Profile,
  known: Settling,
): Promise<Remembered> {
  const { observed } = await readEach(parameters, unsettledIn(sysctls, known.remembered));
  return rememberSettled(sysctls, observed, known);
}

/** Everything that was written gets back what it was. @throws ParameterError, StateError */
export async function putBackParameters(parameters: KernelParameters): Promise<readonly string[]> {
  const remembered = await parameters.loadRemembered();
  const names = Object.keys(remembered);
  if (names.length === 0) return [];
  const observed = await readAll(parameters, names);
  const { writes } = planParameters(undefined, observed, { remembered, extent: 'All' });
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
  const { writes, unread, ...look } = await lookAt(parameters, profile, everything);
  const differences = profile.sysctls.mode === 'Enforce' ? [] : look.differences;
  const warnings = differences.map((difference) => tellDifference(difference, profile));
  return {
    writes,
    unread: unread.map(({ message }) => message),
    warnings: [
      ...warnings,
      ...(await warnUnpoliced(parameters, selected)),
      ...(await warnSourceRouting(parameters, selected)),
    ],
  };
}

const everything: BesideRules = { extent: 'All', allows: () => true };

interface Look extends ParameterPlan {
  /** What the kernel did not tell. It keeps nothing from the others. */
  readonly unread: readonly Problem[];
}

/** @throws StateError */
async function lookAt(parameters: KernelParameters, profile: Profile, { extent, allows }: BesideRules): Promise<Look> {
  const remembered = await parameters.loadRemembered();
  const { observed, unread } = await readEach(parameters, listParameters(profile, remembered));
  const plan = planParameters(profile.sysctls, observed, { remembered, extent });
  return { ...plan, writes: plan.writes.filter(allows), unread };
}

async function readEach(
  parameters: KernelParameters,
  names: readonly string[],
): Promise<{ readonly observed: ObservedParameters; readonly unread: readonly Problem[] }> {
  const observed = new Map<string, string | undefined>();
  const unread: Problem[] = [];
  for (const name of names) {
    try {
      observed.set(name, await parameters.read(name));
    } catch (error) {
      unread.push(problemOf(error));
    }
  }
  return { observed, unread };
}

async function readAll(parameters: KernelParameters, names: readonly string[]) {
  return new Map(await Promise.all(names.map(async (name) => [name, await parameters.read(name)] as const)));
}

async function write(
  parameters: KernelParameters,
  writes: readonly ParameterWrite[],
): Promise<Pick<Kept, 'problems' | 'written'>> {
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

function notKept({ parameter: { name, value }, found }: Difference): Problem {
  const message =
    found === undefined
      ? `The kernel has no parameter ${name}: the interface or the module may be missing; load it, or take the value out of spec.sysctls`
      : `${name} is ${found} and must be ${value}: another program may set it, or the kernel does not take that value`;
  return { source: 'Dataplane', reason: 'ParameterDiffers', message, retrying: true };
}

/** It is there, and nobody has tried to set it in this pass. */
export function isLate({ parameter, found }: Difference, attempted: readonly ParameterWrite[]): boolean {
  return found !== undefined && !isIn(attempted, parameter.name);
}

function isIn(writes: readonly ParameterWrite[], name: string): boolean {
  return writes.some((write) => write.name === name);
}

/** Of a parameter, or of the policy of a built-in chain. */
export function tellLate({ parameter: { name, value }, found }: Difference): Problem {
  const message = `${name} is ${found} and must be ${value}: it did not stand when this revision was confirmed, and later nobody would look whether the host is still reached; it is set with the next commit`;
  return { source: 'Dataplane', reason: 'ParameterDiffers', message, retrying: false };
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

export function describeWrite({ name, found, value, way }: ParameterWrite): string {
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
