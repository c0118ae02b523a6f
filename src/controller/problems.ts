// What a pass found in the kernel that somebody must look at, as problems with their remedy.

import type { OtherBackend } from '../ports.ts';
import type { Desired } from '../ruleset/ruleset.ts';
import type { Problem } from '../status/outcome.ts';
import type { Applied } from './apply.ts';
import { type Contests, describeContests, findBitClashes, findLateBans } from './contest.ts';

export interface Looked {
  readonly desired: Desired;
  readonly applied: Applied;
  readonly contests: Contests;
  readonly nowMs: number;
  /** The backend in use, and the other one where it holds anything. */
  readonly backend: string;
  readonly otherBackend?: OtherBackend;
}

/** Nothing of it stops a pass: the rules are enforced, and somebody should know. */
export function describeLooked({
  desired,
  applied,
  contests,
  nowMs,
  backend,
  otherBackend,
}: Looked): readonly Problem[] {
  return [
    ...applied.leftSets.map(leftSet),
    ...applied.foreignJumps.map(foreignJump),
    ...applied.foreignNames.map(foreignName),
    ...describeContests(contests, nowMs),
    ...findLateBans(desired, applied.observed).map(lateBan),
    ...bitClash(findBitClashes(desired, applied.observed)),
    ...(otherBackend === undefined ? [] : [bothBackends(backend, otherBackend)]),
  ];
}

function foreignJump({ family, table, chain, text, target }: Applied['foreignJumps'][number]): Problem {
  const message = `A rule of others leads into ${target}: ${family} ${table} -A ${chain} ${text}; it is left alone, and so is the chain. Delete it, or let it lead elsewhere`;
  return { source: 'Dataplane', reason: 'ForeignJump', message, retrying: true };
}

function foreignName({ place }: Applied['foreignNames'][number]): Problem {
  const message = `${place} bears a name of ours, and somebody else made it: it is left alone; give it a name that does not begin with GW-, gw4- or gw6-`;
  return { source: 'Dataplane', reason: 'NameTaken', message, retrying: true };
}

function bitClash(rules: readonly string[]): readonly Problem[] {
  const [first] = rules;
  if (first === undefined) return [];
  const more = rules.length === 1 ? '' : `, and ${rules.length - 1} more`;
  const message = `A rule of others uses the bit 0x2000 of the packet mark, which our Pass sets and clears: ${first}${more}. Let it use another bit, or no action Pass`;
  return [{ source: 'Dataplane', reason: 'MarkBitTaken', message, retrying: true }];
}

function lateBan(message: string): Problem {
  return { source: 'Dataplane', reason: 'BanBehindForeignRule', message, retrying: true };
}

function bothBackends(used: string, { backend, tables, owned }: OtherBackend): Problem {
  const whose = owned ? ', rules of ours among them' : '';
  const message = `Both backends of iptables are active: ours is ${used}, and ${backend} holds ${tables.join(', ')}${whose}. Packets meet both; move those rules to ${used}, or set dataplane.backend`;
  return { source: 'Dataplane', reason: 'BothBackendsActive', message, retrying: true };
}

function leftSet({ name, why }: Applied['leftSets'][number]): Problem {
  const unneeded = `the ipset ${name} is not needed any more`;
  if (why !== undefined) {
    const message = `${unneeded}, and could not be taken away: ${why}`;
    return { source: 'Dataplane', reason: 'SetLeft', message, retrying: true };
  }
  const message = `${unneeded}, but rules of others use it; take it out of them, and it goes`;
  return { source: 'Dataplane', reason: 'SetInUse', message, retrying: true };
}
