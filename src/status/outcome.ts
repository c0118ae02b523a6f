// What one pass came to: the facts from which the status object is made.

import type { Fault } from '../policy/fault.ts';
import type { Commit, Revision } from '../policy/snapshot.ts';

/** Something that keeps the host from being Ready. `retrying`: it may go away by itself; else somebody has to act. */
export interface Problem {
  readonly source: 'Dataplane' | 'Manifests' | 'Source' | 'Configuration' | 'State';
  /** CamelCase, as in a Kubernetes condition. */
  readonly reason: string;
  /** What was found and what to do; no durations, no random ids, so that equal events look equal. */
  readonly message: string;
  readonly retrying: boolean;
}

export interface PlanCounts {
  readonly added: number;
  readonly removed: number;
  readonly replaced: number;
  readonly entriesAdded: number;
  readonly entriesRemoved: number;
}

export interface RuleHits {
  readonly direction: string;
  readonly name: string;
  readonly packets: number;
  /** Its end has come, and it is not in the kernel. */
  readonly expired?: true;
  readonly owner?: string;
  readonly reason?: string;
}

export interface PolicyHits {
  readonly name: string;
  readonly tier: string;
  readonly priority: number;
  /** Absent: enforced. */
  readonly mode?: 'Audit';
  readonly kernelRules: number;
  readonly packets: number;
  readonly bytes: number;
  readonly rules: readonly RuleHits[];
}

/** How the last change of revision ended. */
export interface RolloutOutcome {
  /**
   * `Confirmed`: everything that worked before works. `ProbesDegraded`: so it is, but something did not work before, either.
   * `Unproven`: nothing could be tried that worked before. `AwaitingConfirmation`: somebody has to say that it may stay.
   */
  readonly state: 'Confirmed' | 'ProbesDegraded' | 'Unproven' | 'AwaitingConfirmation' | 'RolledBack' | 'Held';
  readonly revision: Revision;
  readonly message: string;
}

export interface PassOutcome {
  /** The newest revision that was tried, whether or not it was applied; absent before the first snapshot. */
  readonly attempted?: Revision;
  /** What the kernel enforces now; absent where nothing was ever applied. */
  readonly applied?: { readonly revision: Revision; readonly commit?: Commit };
  readonly problems: readonly Problem[];
  /** All of them; the status object holds the first 20. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** Present when the pass wrote to the kernel. */
  readonly plan?: PlanCounts;
  /** What was found changed by somebody else and put right, one sentence each; empty when there was no drift. */
  readonly drift: readonly string[];
  readonly policies: readonly PolicyHits[];
  /** Present when a revision took over, was undone or is held in this pass. */
  readonly rollout?: RolloutOutcome;
  /** What was confirmed last; absent where nothing ever was. */
  readonly confirmed?: Revision;
  /** Revisions that were undone here, newest last. */
  readonly quarantined?: readonly Revision[];
  /** Where the controller is let out whatever policies say, one sentence each; absent where no pass could tell. */
  readonly lifelines?: readonly string[];
  /** Kernel parameters that were written, one sentence each. */
  readonly parameters?: readonly string[];
  /** Open flows that were ended, and ways between a client and a server that were opened again. */
  readonly revoked?: { readonly ended: number; readonly reopened: number };
  readonly dataplane?: {
    readonly backend: 'nft' | 'legacy';
    readonly version: string;
    /** Why new rules are written without having been tried elsewhere; absent where they are tried. */
    readonly rehearsalSkipped?: string;
    /** Why open flows that the revision refuses were not ended; absent where they were. */
    readonly revocationSkipped?: string;
  };
}
