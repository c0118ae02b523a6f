// What a pass needs of the world, and what one pass leaves to the next.

import type { BesideKind, BesidePlan } from '../plan/plan-parameters.ts';
import type { Fault } from '../policy/fault.ts';
import type { Known } from '../policy/known.ts';
import type { Memo } from '../policy/memo.ts';
import type { Revision } from '../policy/snapshot.ts';
import type {
  Clock,
  Connections,
  Dataplane,
  Guard,
  KernelParameters,
  Log,
  ManifestReader,
  Prober,
  Rehearsal,
  RememberedStore,
  RolloutRecord,
  RolloutStore,
  RulesetStore,
  Sessions,
  Source,
  StandingGuard,
  StateStore,
  UndoOrders,
} from '../ports.ts';
import type { PastAnswer } from '../revoke/past-answers.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import type { Contests } from './contest.ts';
import type { BuiltinPolicies } from './drift.ts';
import type { Prepared, Ready } from './prepare.ts';
import type { Unsaved } from './record.ts';
import type { Unfinished } from './revoke.ts';

export interface RolloutWorld {
  /** Somebody can still say a word when the pass is over: a controller is running. */
  readonly canWait: boolean;
  readonly prober: Prober;
  readonly guard: Guard;
  readonly store: RolloutStore;
}

export interface PassWorld {
  readonly source: Source;
  readonly reader: ManifestReader;
  readonly dataplane: Dataplane;
  /** Absent: what is new is written without having been tried. */
  readonly rehearsal?: Rehearsal;
  /** Absent: open flows live on, whatever a revision refuses. */
  readonly connections?: Connections;
  /** Absent: nobody is asked who manages the host just now. */
  readonly sessions?: Sessions;
  /** Absent: kernel parameters are neither looked at nor kept. */
  readonly parameters?: KernelParameters;
  /** What the policies of built-in chains were; absent: they are left alone. */
  readonly builtins?: RememberedStore;
  /** Absent: a new revision is written without guard and probes, as in a trial. */
  readonly rollout?: RolloutWorld;
  readonly store: StateStore;
  /** Absent: nothing is kept for the next boot. */
  readonly rulesets?: RulesetStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Of what was prepared before; absent: everything is prepared anew. */
  readonly memo?: Memo;
  /** What the host knows beside its manifests: the very same object until that changes. Absent: nothing. */
  readonly known?: () => Known;
  /** Is told after each pass which domain names matter from now on. */
  readonly wantNames?: (names: readonly string[]) => void;
}

/** A change that stands, and that somebody has to confirm. */
export interface Waiting {
  readonly target: Ready;
  readonly guard: StandingGuard;
  readonly orders: UndoOrders;
  readonly beside: BesidePlan;
  /** By `Clock.elapsedMs`. */
  readonly untilMs: number;
}

/** What one pass leaves to the next. */
export interface Memory {
  /** What the kernel was last made equal to. */
  readonly lastGood?: Ready;
  /** The newest snapshot, prepared or refused: an unchanged one is not prepared again. */
  readonly newest?: Prepared;
  /** Why the source gave nothing at its last try. */
  readonly sourceProblem?: Problem;
  /** The newest revision could not be applied: it is tried again when the source is asked, and recorded once. */
  readonly failed?: FailedRevision;
  /** What this process has put on disk for the next boot. */
  readonly kept?: KeptRuleset;
  /** What this process last made the kernel equal to: nothing of it has to be rehearsed. */
  readonly accepted?: Desired;
  /** What the last pass could not do to the kernel; absent after one that could. */
  readonly failing?: string;
  /** Why the last rehearsal could not be held; absent after one that was. */
  readonly unrehearsed?: string;
  /** Why open flows were not ended after the last revision, or not all; absent where they were. */
  readonly notRevoked?: string;
  /** Flows that are still to be judged. */
  readonly unfinished?: Unfinished;
  /** What domain names of the last good state stood for: flows to such addresses live on. */
  readonly pastAnswers?: readonly PastAnswer[];
  /** Hooks that others move. */
  readonly contests?: Contests;
  /** Policies of built-in chains as they were read last. */
  readonly builtinPolicies?: BuiltinPolicies;
  /** What is kept on disk of how revisions took over; absent where nothing is. */
  readonly rolloutRecord?: RolloutRecord;
  /** The state folder has refused that. */
  readonly isRecordUnsaved?: true;
  /** How often a revision was undone for what did not work without it, either. */
  readonly outages?: { readonly revision: Revision; readonly count: number };
  /** What was ours beside the rules when a revision was confirmed, and could not be kept yet. */
  readonly unsavedBeside?: { readonly of: Ready; readonly beside: SettledBeside };
  /** A revision that stands and that somebody has to confirm; `lastGood` is the one before it. */
  readonly waiting?: Waiting;
  /** The revision that was confirmed before `lastGood`, in the life of this process. */
  readonly beforeLast?: Ready;
  /** Somebody wants it back instead of `lastGood`, which is in quarantine. */
  readonly revertTo?: Ready;
  /** Somebody has said that this revision is meant: it is neither held nor in quarantine. */
  readonly approved?: Revision;
  /** The state folder refused a write, or what it held is damaged; it is written again with the next pass. */
  readonly unsaved?: Unsaved;
}

/** What is ours of all that stands beside the rules, to be kept when the revision is on disk. */
export interface SettledBeside {
  /** Whether that was confirmed; undefined where nobody can tell. */
  isOurs(kind: BesideKind, name: string, value: string): boolean | undefined;
  save(): Promise<readonly Problem[]>;
}

export interface KeptRuleset {
  readonly revision: Revision;
  readonly desired: Desired;
}

interface FailedRevision {
  readonly revision: Revision;
  readonly problem: Problem;
  /** What the rehearsal found; empty where the kernel was written to, and put back. */
  readonly faults: readonly Fault[];
}
