// From a snapshot to what this host must enforce, or the reason why this revision cannot be used here.

import { createHash } from 'node:crypto';
import { compareFaults, type Fault } from '../policy/fault.ts';
import type { Known } from '../policy/known.ts';
import { type Memo, noMemo } from '../policy/memo.ts';
import type { Selected } from '../policy/policy.ts';
import { type SelectRefusal, selectForHost } from '../policy/select.ts';
import type { Snapshot } from '../policy/snapshot.ts';
import type { Clock, ManifestReader, RolloutRecord } from '../ports.ts';
import { compileRuleset } from '../ruleset/compile.ts';
import { allowsSsh } from '../ruleset/compile-failsafe.ts';
import { warnLifelines } from '../ruleset/compile-lifelines.ts';
import { checkRuleCounts } from '../ruleset/rule-count.ts';
import type { Desired } from '../ruleset/ruleset.ts';

export type Prepared = Ready | Refused;

export interface Ready {
  readonly kind: 'ready';
  readonly snapshot: Snapshot;
  /** As the configuration has it, for which it was prepared. */
  readonly host: HostName;
  readonly selected: Selected;
  readonly desired: Desired;
  readonly warnings: readonly Fault[];
  /** What the host knew then. */
  readonly known?: Known;
  /** When it was prepared, in ms since 1970: rules and entries whose end had come are left out. */
  readonly preparedMs: number;
}

export interface Refused {
  readonly kind: 'refused';
  readonly snapshot: Snapshot;
  readonly reason: SelectRefusal['reason'] | 'CompilerDefect';
  readonly message: string;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

export interface HostName {
  readonly name: string;
  /** From the controller's configuration: they count only where the repository has no Host manifest. */
  readonly labels: Readonly<Record<string, string>>;
  /** A revision that lets ssh in was confirmed here: the automatic failsafe has ended for good. False when absent. */
  readonly sshConfirmed?: boolean;
}

/** With what is remembered of it. */
export function knownHost(host: HostName, record: Pick<RolloutRecord, 'sshConfirmed'> | undefined): HostName {
  return record?.sshConfirmed === true ? { ...host, sshConfirmed: true } : host;
}

/** Whether two are the same revision for the same host: only time and what the host knows may tell them apart. */
export function isSameStand(one: Ready | undefined, other: Ready): boolean {
  if (one === undefined || !isSameSnapshot(one.snapshot, other.snapshot)) return false;
  const [labels, others] = [one, other].map(({ selected }) => Object.entries(selected.host.labels).toSorted());
  return JSON.stringify(labels) === JSON.stringify(others);
}

/** Names it, across restarts: equal for the same stand. */
export function standOf({ snapshot, selected }: Ready): string {
  const labels = Object.entries(selected.host.labels).toSorted();
  const files = snapshot.files.map(({ path, digest }) => [path, digest]);
  const digest = createHash('sha256')
    .update(JSON.stringify([labels, files]))
    .digest('hex');
  return `${snapshot.revision} ${digest.slice(0, 16)}`;
}

/** One revision holds other files where the configuration names another folder of the repository. */
export function isSameSnapshot(one: Snapshot, other: Snapshot): boolean {
  if (one === other) return true;
  if (one.revision !== other.revision || one.files.length !== other.files.length) return false;
  return one.files.every(
    ({ path, digest }, at) => path === other.files[at]?.path && digest === other.files[at]?.digest,
  );
}

interface PrepareWorld {
  readonly reader: ManifestReader;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal: AbortSignal;
  readonly memo?: Memo;
  /** What the host knows beside its manifests; absent: nothing. */
  readonly known?: () => Known;
}

/** Reads, validates, selects and compiles. What the files hold never makes it throw, not even where it meets a defect of ours. */
export async function prepareSnapshot(snapshot: Snapshot, host: HostName, world: PrepareWorld): Promise<Prepared> {
  const read = await world.reader.read(snapshot.files, world.signal);
  try {
    return prepareRead(snapshot, read, { ...world, host });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `these manifests meet a defect of Gatewright (${why}); nothing is wrong with them that it could name: the rules of before stay, report it with what changed last`;
    return { kind: 'refused', snapshot, reason: 'CompilerDefect', message, faults: [], warnings: [] };
  }
}

function prepareRead(
  snapshot: Snapshot,
  read: Awaited<ReturnType<ManifestReader['read']>>,
  { host, clock, memo, ...world }: PrepareWorld & { readonly host: HostName },
): Prepared {
  const known = world.known?.();
  const nowMs = clock.now().getTime();
  const selected = selectForHost(
    read.manifests,
    {
      ...host,
      nowMs,
      readFaults: read.faults,
      refusedSelectors: read.refused,
      ...(known === undefined ? {} : { known }),
    },
    memo,
  );
  if (!selected.ok) return { kind: 'refused', snapshot, ...selected.error };
  const faults = checkRuleCounts(selected.value, memo);
  if (faults.length > 0)
    return { kind: 'refused', snapshot, ...tooManyRules, faults, warnings: selected.value.warnings };
  const warnings = [
    ...selected.value.warnings,
    ...warnOpenSsh(selected.value, memo ?? noMemo),
    ...warnNoLifeline(selected.value, memo ?? noMemo),
  ].sort(compareFaults);
  return {
    kind: 'ready',
    snapshot,
    host,
    selected: selected.value,
    desired: compileRuleset(selected.value, memo),
    warnings,
    preparedMs: nowMs,
    ...(known === undefined ? {} : { known }),
  };
}

const tooManyRules = {
  reason: 'ManifestsRefused',
  message:
    'the manifests would become more kernel rules than this host may have; mend what the faults name and commit again',
} as const;

/** The automatic failsafe is said aloud: whoever wanted ssh closed must learn that it is not. */
function warnOpenSsh(selected: Selected, memo: Memo): readonly Fault[] {
  const { profile, zones } = selected;
  if (profile.failsafe.ingress !== 'auto' || selected.sshConfirmed === true || allowsSsh(selected, memo)) return [];
  const inner = zones.filter((zone) => !zone.external).map(({ name }) => name);
  const from =
    inner.length === 0
      ? 'everywhere, because this host has no zone that is not external'
      : `the zones ${inner.join(', ')}`;
  const message = `no policy lets ssh in, so the failsafe does, from ${from}; allow ssh in a policy, or set spec.failsafe.ingress`;
  const { file, line, column } = profile.origin;
  return [{ file, line, column, pointer: '/spec/failsafe', subject: `FirewallProfile/${profile.name}`, message }];
}

/** What the controller needs and cannot be let out yet. */
function warnNoLifeline(selected: Selected, memo: Memo): readonly Fault[] {
  const { name, origin } = selected.profile;
  const { file, line, column } = origin;
  const place = { file, line, column, pointer: '/spec/failsafe/lifelines', subject: `FirewallProfile/${name}` };
  return warnLifelines(selected, memo).map((message) => ({ ...place, message }));
}
