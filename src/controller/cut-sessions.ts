// Whether a revision shuts out somebody who manages the host just now.

import { nothingDesired } from '../plan/plan.ts';
import { formatAddress } from '../policy/network.ts';
import type { Selected } from '../policy/policy.ts';
import { type Connections, ConnectionsError, type ManagementSession, type Sessions } from '../ports.ts';
import { findChangedRules } from '../revoke/changed-rules.ts';
import type { TrackedFlow } from '../revoke/flow.ts';
import { createJudge, type Judgement } from '../revoke/judge.ts';
import type { Memory, PassWorld } from './memory.ts';
import type { Ready } from './prepare.ts';

type Looking = Pick<PassWorld, 'clock' | 'log'> & {
  readonly connections?: Connections;
  readonly sessions?: Sessions;
};

/**
 * Why the change waits for `gatewright approve`; undefined where nobody is shut out, or nobody can tell.
 *
 * One that goes on as an open connection counts, too: whoever has it could not come back.
 */
export async function describeCutSessions(
  { connections, sessions, clock, log }: Looking,
  { lastGood, target }: Pick<Memory, 'lastGood'> & { readonly target: Ready },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (connections === undefined || sessions === undefined) return undefined;
  const before = { desired: lastGood?.desired ?? nothingDesired, policies: lastGood?.selected.policies ?? [] };
  const after = { desired: target.desired, policies: target.selected.policies };
  const ports = new Set([...listManagementPorts(target.selected), ...listManagementPorts(lastGood?.selected)]);
  const changed = findChangedRules(before.desired, after.desired);
  const found = changed === undefined ? [] : await sessions.list(ports, signal);
  if (changed === undefined || found.length === 0) return undefined;
  try {
    const { flows, network } = await connections.look(signal);
    const comparisons = [{ before, after, changed }];
    const judge = createJudge({ comparisons, after, network, nowMs: clock.now().getTime() });
    const judged = found.map((session) => ({ session, judgement: judge.judge(flowOf(session, flows)) }));
    tellUnknown(log, judged);
    return describe(judged.filter(({ judgement }) => judgement === 'Ended' || judgement === 'Spared'));
  } catch (error) {
    if (!(error instanceof ConnectionsError)) throw error;
    log.warn('nobody can tell whether the revision shuts out who manages the host', { why: error.message });
    return undefined;
  }
}

/** That of ssh, and what the profile names as ways in. */
function listManagementPorts(selected: Selected | undefined): readonly number[] {
  const items = selected?.profile.failsafe.ingress ?? 'auto';
  if (items === 'auto') return [22];
  const ranges = items
    .flatMap(({ traffic }) => traffic)
    .flatMap((one) => (one.kind === 'ports' && one.protocol === 'tcp' ? one.ports : []));
  // Of a wide range nobody manages a host by each port.
  return [22, ...ranges.filter(({ from, to }) => from === to).map(({ from }) => from)];
}

/** As connection tracking has it: the connection may have been redirected. */
function flowOf(
  { family, peer, peerPort, local, localPort }: ManagementSession,
  flows: readonly TrackedFlow[],
): TrackedFlow {
  const tracked = flows.find(
    (flow) =>
      flow.family === family &&
      flow.protocol === 6 &&
      flow.source === peer &&
      flow.sourcePort === peerPort &&
      flow.server === local &&
      flow.serverPort === localPort,
  );
  const ends = { source: peer, sourcePort: peerPort, destination: local, destinationPort: localPort };
  return tracked ?? { family, protocol: 6, ...ends, server: local, serverPort: localPort };
}

interface Judged {
  readonly session: ManagementSession;
  readonly judgement: Judgement;
}

/** Without the other end's port: the same again at each poll is no news. */
function listPlaces(judged: readonly Judged[]): readonly string[] {
  const places = judged.map(
    ({ session: { family, peer, localPort } }) =>
      `from ${formatAddress({ family, address: peer })} to port ${localPort}`,
  );
  return [...new Set(places)].toSorted();
}

const maxNamed = 3;

function describe(cut: readonly Judged[]): string | undefined {
  const places = listPlaces(cut);
  if (places.length === 0) return undefined;
  const more = places.length > maxNamed ? ' and others' : '';
  return `it refuses who manages this host just now: ${places.slice(0, maxNamed).join(', ')}${more}`;
}

function tellUnknown(log: Looking['log'], judged: readonly Judged[]): void {
  const places = listPlaces(judged.filter(({ judgement }) => judgement === 'Unknown'));
  if (places.length > 0)
    log.warn('the revision may refuse who manages the host just now', { sessions: places.join(', ') });
}
