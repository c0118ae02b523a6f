// What the controller asks of the world. Adapters implement these; the core never sees them.

import type { Remembered } from './plan/plan-parameters.ts';
import type { Family } from './policy/family.ts';
import type { Fault } from './policy/fault.ts';
import type { Probe } from './policy/policy.ts';
import type { FileReading } from './policy/reading.ts';
import type { Commit, Revision, Snapshot, SnapshotFile } from './policy/snapshot.ts';
import type { FlowFilter, HostNetwork, TrackedFlow } from './revoke/flow.ts';
import type { Desired, Observed, ObservedRuleset, ObservedSet } from './ruleset/ruleset.ts';
import type { HostObject } from './status/status.ts';

/** Why a source gave no snapshot. Each is a condition's reason, in the words of Kubernetes. */
export type SourceRefusal =
  | 'SourceUnreachable'
  | 'AuthenticationFailed'
  | 'HostKeyRefused'
  | 'CertificateRefused'
  | 'BranchNotFound'
  | 'EmptyRepository'
  | 'HistoryRewritten'
  | 'ForbiddenEntry'
  | 'SnapshotTooLarge'
  | 'RepositoryCorrupt'
  | 'CredentialUnreadable'
  | 'DirectoryUnreadable'
  | 'StateUnwritable';

/**
 * The source has no snapshot to give; what it gave last still holds.
 *
 * `message` says what was found and what to do. It never holds a secret, a duration or a random id.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly reason: SourceRefusal,
    message: string,
    readonly facts: { readonly revision?: Revision; readonly commit?: Commit; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}

/** Where snapshots come from. */
export interface Source {
  /**
   * The newest snapshot that may be used.
   *
   * @throws SourceError when there is none; AbortError when `signal` fires.
   */
  fetch(signal: AbortSignal): Promise<Snapshot>;
  /**
   * Accepts a rewritten history whose tip is `sha` (40 hex); the next `fetch` gives it.
   *
   * @throws SourceError when that commit is not what the remote has now.
   */
  approve(sha: string, signal: AbortSignal): Promise<void>;
  /** Calls back when something may have changed, without waiting for the next poll. Returns what ends the watch. */
  watch(changed: () => void): Promise<() => Promise<void>>;
}

/** The commit that last changed a range of lines. */
export interface LineCommit {
  readonly commit: Commit;
}

/** Asks the audit trail. Only a Git source has one. */
export interface AuditTrail {
  /** For each range of lines of a file at `revision`: the newest commit that touched one of them. */
  blame(
    revision: Revision,
    ranges: readonly { readonly file: string; readonly line: number; readonly endLine: number }[],
    signal: AbortSignal,
  ): Promise<readonly (Commit | undefined)[]>;
}

/** Reads manifests where hostile input can be killed: its own thread with bounded memory and time. */
export interface ManifestReader {
  /** Faults and manifests of all files; never throws for what a file holds. */
  read(files: readonly SnapshotFile[], signal: AbortSignal): Promise<ReadManifests>;
  close(): Promise<void>;
}

/** See `readManifests`. */
export type ReadManifests = FileReading;

export type Backend = 'nft' | 'legacy';

export type DataplaneRefusal =
  | 'BinaryMissing'
  | 'NotPermitted'
  | 'TableIncompatible'
  | 'RulesetUnreadable'
  | 'KernelRefused'
  | 'NotCanonical'
  | 'VerifyFailed'
  | 'NameTaken'
  | 'LockTimeout'
  | 'ToolCrashed'
  | 'ToolTimeout'
  | 'Held'
  | 'GuardUnavailable'
  /** What a change would replace beside the rules cannot be kept. */
  | 'StateUnwritable';

/** The kernel, or a program that speaks to it, said no. The ruleset it holds is to be read again before anything else. */
export class DataplaneError extends Error {
  override readonly name = 'DataplaneError';
  constructor(
    readonly reason: DataplaneRefusal,
    message: string,
    readonly facts: {
      readonly family?: Family;
      /** Line of the script that was refused, from 1. */
      readonly line?: number;
      readonly stderr?: string;
      /** What a rehearsal found: the kernel was not touched. */
      readonly faults?: readonly Fault[];
      /** Nothing was written. */
      readonly untouched?: true;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}

/** The kernel's packet filter, both families and the sets. */
export interface Dataplane {
  /** Name, version and backend of the programs in use; the other backend where that is active, too. @throws DataplaneError */
  identify(
    signal: AbortSignal,
  ): Promise<{ readonly backend: Backend; readonly version: string; readonly otherBackend?: OtherBackend }>;
  /** @throws DataplaneError when any part cannot be read: never an empty ruleset for one that could not be looked at. */
  observe(signal: AbortSignal): Promise<Observed>;
  /** Feeds one script to `iptables-restore --noflush`: all or nothing per table. @throws DataplaneError */
  restore(family: Family, script: string, signal: AbortSignal): Promise<void>;
  /** Feeds one script to `ipset restore`: stops at the first line that fails. @throws DataplaneError */
  restoreSets(script: string, signal: AbortSignal): Promise<void>;
}

/** Each part of the packet filter by itself, for when one of them cannot be read. */
export interface DataplaneParts {
  /** @throws DataplaneError as `observe` does */
  observeFamily(family: Family, signal: AbortSignal): Promise<ObservedRuleset>;
  /** Of both families. @throws DataplaneError as `observe` does */
  observeSets(signal: AbortSignal): Promise<readonly ObservedSet[]>;
}

/** Tracked flows cannot be looked at, or not be ended. The rules hold all the same for whatever opens from now on. */
export class ConnectionsError extends Error {
  override readonly name = 'ConnectionsError';
  constructor(
    readonly reason: 'BinaryMissing' | 'NotPermitted' | 'NotStarted' | 'ToolTimeout' | 'Unreadable',
    message: string,
    facts: { readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}

/** Somebody's TCP connection to this host by which it is managed. */
export interface ManagementSession {
  readonly family: Family;
  /** The other end. */
  readonly peer: bigint;
  readonly peerPort: number;
  readonly local: bigint;
  readonly localPort: number;
}

/** Who manages this host just now. */
export interface Sessions {
  /** Established connections to these ports; where the host can tell who is logged in, only from where somebody is. */
  list(ports: ReadonlySet<number>, signal: AbortSignal): Promise<readonly ManagementSession[]>;
}

/** The flows that the kernel tracks. */
export interface Connections {
  /** All flows that are open, and the host's addresses and routes. @throws ConnectionsError */
  look(signal: AbortSignal): Promise<{ readonly flows: readonly TrackedFlow[]; readonly network: HostNetwork }>;
  /** Connection tracking forgets the flows that fit, if any. @throws ConnectionsError */
  forget(filter: FlowFilter, signal: AbortSignal): Promise<void>;
}

/** No packet filter can be had here that nothing depends on. */
export class RehearsalUnavailable extends Error {
  override readonly name = 'RehearsalUnavailable';
}

/** Packet filters to try things in. */
export interface Rehearsal {
  /**
   * What `work` returns, given an empty packet filter of this kernel that no packet meets; it is gone afterwards. One at a
   * time.
   *
   * @throws RehearsalUnavailable where there can be none; whatever `work` throws.
   */
  stage<T>(work: (scratch: Dataplane) => Promise<T>): Promise<T>;
}

/** One transaction of somebody else. */
export interface ForeignWrite {
  /** As the kernel names the process: at most 15 characters. */
  readonly program: string;
  readonly pid: number;
  /** `ipv4 filter GW-IN`: where it wrote, as far as that was told. */
  readonly places: readonly string[];
}

/** Tells that somebody else wrote to the ruleset. */
export interface DriftWatch {
  /**
   * Calls back after each transaction that is not ours; with undefined when something may have changed and nobody knows
   * what. Returns what ends the watch.
   */
  watch(changed: (write: ForeignWrite | undefined) => void): Promise<() => Promise<void>>;
}

/** The backend that is not in use holds rules, too: packets meet both. */
export interface OtherBackend {
  readonly backend: Backend;
  /** `ipv4 filter`: those that hold rules, or do not accept what no rule matches. */
  readonly tables: readonly string[];
  /** Rules of ours are among them. */
  readonly owned: boolean;
}

/** One revision as this host met it. */
export interface HistoryEntry {
  readonly revision: Revision;
  readonly commit?: Commit;
  /** RFC 3339, this host's clock. */
  readonly at: string;
  readonly outcome: 'Applied' | 'Refused' | 'Failed' | 'RolledBack';
  /** Kernel rules added and removed, both families. */
  readonly added: number;
  readonly removed: number;
  /** Why, where the outcome is not `Applied`. */
  readonly message?: string;
}

/** Why the state folder could not be used. */
export type StateRefusal = 'DiskFull' | 'NotPermitted' | 'Unwritable';

/** The state folder did not take or give a file. What it held before is still there. */
export class StateError extends Error {
  override readonly name = 'StateError';
  constructor(
    readonly reason: StateRefusal,
    message: string,
    readonly facts: { readonly path?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}

/** What survives a restart. Each write is whole or absent: temporary file, fsync, rename, fsync of the folder. */
export interface StateStore {
  /** The snapshot that was last applied and verified; undefined where there is none. A corrupt one counts as none and is reported. */
  loadLastGood(): Promise<{ readonly snapshot?: Snapshot; readonly problem?: string }>;
  /** The one before that; undefined where there is no whole one. */
  loadBeforeLast(): Promise<Snapshot | undefined>;
  saveLastGood(snapshot: Snapshot): Promise<void>;
  loadHistory(): Promise<{ readonly entries: readonly HistoryEntry[]; readonly problem?: string }>;
  /** Newest last; the oldest fall out at a bound. */
  appendHistory(entry: HistoryEntry): Promise<void>;
  loadStatus(): Promise<HostObject | undefined>;
  saveStatus(status: HostObject): Promise<void>;
}

/** What a revision is to the kernel: all that a boot needs to put it up again. */
export interface StoredRuleset {
  readonly revision: Revision;
  readonly desired: Desired;
  /** Kernel parameters that are enforced. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `ipv4 filter INPUT` to the policy that is enforced there. */
  readonly policies: Readonly<Record<string, string>>;
  /** When it was written, ms since 1970: the time cannot be earlier now. */
  readonly savedMs: number;
}

/** Keeps what the kernel was last made equal to and was confirmed, in two generations. */
export interface RulesetStore {
  /** Those that are whole, newest first; `problem` where the newest is not. */
  loadRulesets(): Promise<{
    readonly rulesets: readonly StoredRuleset[];
    readonly problem?: string;
    /** Something was confirmed here once: a part of what is kept is there, damaged or not. */
    readonly wasApplied: boolean;
  }>;
  /** @throws StateError */
  saveRuleset(ruleset: StoredRuleset): Promise<void>;
  /** Nothing is put up any more: snapshots and rulesets go. @throws StateError */
  forgetLastGood(): Promise<void>;
}

/** What became of one try. `why` holds no durations and no ids. */
export type Tried = { readonly kind: 'Reached' } | { readonly kind: 'Failed'; readonly why: string };

/** One thing to be tried; `name` is unique among those that were listed with it. */
export interface Attempt {
  readonly name: string;
  /** By a new connection, within a few seconds. Never throws for what the network does. */
  attempt(signal: AbortSignal): Promise<Tried>;
}

/** Tries what must be reachable. */
export interface Prober {
  /** What a profile asks for; without it, what this host has of Git remote, webhooks and default gateways. */
  list(probes: readonly Probe[] | undefined, signal: AbortSignal): Promise<readonly Attempt[]>;
}

/** How a change is undone. What JSON can hold. */
export interface UndoOrders {
  /** What the owned part of the kernel must become again. */
  readonly desired: Desired;
  /** What the change made of it: names in it are ours. */
  readonly changed: Desired;
  /** Kernel parameters that the change sets. What somebody else sets meanwhile is theirs. */
  readonly parameters: Remembered;
  /** The same for policies of built-in chains: `ipv4 filter INPUT`. */
  readonly policies: Remembered;
}

/** A process of its own that undoes a change unless it is told in time that it may stay. */
export interface Guard {
  /** Starts the process; nothing can happen before it is armed. */
  begin(): StandingGuard;
}

export interface StandingGuard {
  /**
   * From now on the change is undone when `deadlineMs` have passed, or as soon as this process is gone.
   *
   * @throws DataplaneError (GuardUnavailable) when it does not answer.
   */
  arm(orders: UndoOrders, deadlineMs: number): Promise<void>;
  /** Whether it has begun to undo. */
  acted(): boolean;
  /** Whether the process is gone and has undone nothing. */
  isLost(): boolean;
  /**
   * The change stays. `Undone`: too late, it is undone by now. `Lost`: the process is gone, and has undone nothing.
   *
   * One that was not armed is ended.
   */
  release(): Promise<'Released' | 'Undone' | 'Lost'>;
  /** Looks at the kernel and undoes what stands of the change, also where it did so before; then it ends. False where it could not. */
  undo(): Promise<boolean>;
}

/** A revision that was undone; it is not tried again. */
export interface Quarantined {
  readonly revision: Revision;
  /** Of the compiled result: another revision that comes to the same is not tried, either. */
  readonly digest: string;
  readonly why: string;
  /** RFC 3339, this host's clock. */
  readonly at: string;
}

/** No new revision is applied until it is over. */
export interface Suspension {
  readonly reason: string;
  /** Who said so, by their own word. */
  readonly by: string;
  /** RFC 3339 in UTC, this host's clock. */
  readonly until: string;
  /** Whether what others change is put right meanwhile. */
  readonly isRepairing: boolean;
}

/** What must survive a restart of how revisions took over. */
export interface RolloutRecord {
  /** Ssh was let in by a revision that was confirmed: the automatic failsafe has ended for good. */
  readonly sshConfirmed: boolean;
  /** It was being written, and nobody has confirmed it yet. */
  readonly pending?: Pick<Quarantined, 'revision' | 'digest'> & {
    /** How often it was begun. */
    readonly tries: number;
  };
  /** Newest last. */
  readonly quarantined: readonly Quarantined[];
  readonly suspension?: Suspension;
  /** What the configuration said of this host when the last good revision was confirmed. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Open flows of before the last good revision are still to be judged. */
  readonly isRevoking?: true;
}

export interface RolloutStore {
  /**
   * What was saved last. With a `problem` (one sentence) it is what was saved before that, or an empty record where there
   * is none; without one, nothing was ever saved where the record is empty.
   */
  loadRollout(): Promise<{ readonly record: RolloutRecord; readonly problem?: string }>;
  /** @throws StateError */
  saveRollout(record: RolloutRecord): Promise<void>;
  /** Everything, as if no revision had ever taken over. @throws StateError */
  forgetRollout(): Promise<void>;
  /** That of the last load, until something is saved. */
  problem(): string | undefined;
}

/** A kernel parameter cannot be read or set. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  constructor(message: string, facts: { readonly cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
  }
}

/** What the state folder remembers of things that stood there before we came. */
export interface RememberedStore {
  /** @throws StateError where what was kept is damaged. */
  loadRemembered(): Promise<Remembered>;
  /** @throws StateError */
  saveRemembered(remembered: Remembered): Promise<void>;
}

/** The kernel's parameters of this network namespace (`net.…`), and what they were before we came. */
export interface KernelParameters extends RememberedStore {
  /** Undefined where the kernel has none of that name; blanks within are single. @throws ParameterError */
  read(name: string): Promise<string | undefined>;
  /** @throws ParameterError */
  write(name: string, value: string): Promise<void>;
}

/** What waits for delivery, and what was lost. */
export interface OutboxCounters {
  readonly pending: number;
  readonly delivered: number;
  /** Events given up because the bound was reached, since the outbox was made. */
  readonly lost: number;
  /** Why the newest attempt failed; absent after a success. */
  readonly lastError?: string;
}

/** Tells the webhooks, at least once each, in order. */
export interface Reporter {
  /** Returns when the event is on disk, or held in memory where the disk refuses; never waits for the network. */
  report(status: HostObject, reason: 'Transition' | 'Heartbeat'): Promise<void>;
  counters(): OutboxCounters;
  /** Tries what is pending once more within `deadlineMs`, then stops; the rest waits on disk. */
  close(deadlineMs: number): Promise<void>;
}

/** What a name stands for, and for how long that may be taken for true. */
export interface NameAnswer {
  /** IPv4 and IPv6, as text; without repetitions, sorted bytewise. Never empty. */
  readonly addresses: readonly string[];
  readonly ttlSeconds: number;
}

/** Asks what names stand for. */
export interface Resolver {
  /**
   * The names that were answered, within a deadline of its own; the others are missing: nobody answered, or there is no
   * such name. An address stands for itself. What a network does never makes it reject.
   */
  resolve(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, NameAnswer>>;
}

/** The networks of this host's own interfaces, without loopback: `192.0.2.0/24`, each once, sorted bytewise. */
export interface OwnNetworks {
  list(): readonly string[];
}

/** The name servers that this host asks. */
export interface NameServers {
  /** `hidden`: it asks programs of its own (on loopback), and where those ask is not known. Loopback is left out. */
  list(): Promise<{ readonly addresses: readonly string[]; readonly hidden: boolean }>;
}

/** By name, what it stood for and when that was last answered (ms since 1970). */
export type LearnedNames = Readonly<Record<string, readonly { readonly address: string; readonly seenMs: number }[]>>;

/** Keeps what names stood for across restarts. */
export interface LearnedNamesStore {
  /** Empty where nothing was kept, or what was kept is damaged. */
  loadNames(): Promise<LearnedNames>;
  /** @throws StateError */
  saveNames(names: LearnedNames): Promise<void>;
}

export interface Clock {
  /** What this machine takes for the time; it may jump. For people and records, never for waiting. */
  now(): Date;
  /** Milliseconds since an arbitrary start; never jumps, never runs backwards. */
  elapsedMs(): number;
  /** Resolves after `ms`, or at once when `signal` fires. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Uniform in [0, 1): jitter only. */
  random(): number;
}

export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}
