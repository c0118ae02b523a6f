// What a rule asks for beside peers and traffic: limits, processes, the destination before DNAT; where they may stand.

import type { Fault } from './fault.ts';
import type { PlacedRule } from './references.ts';
import { faultAt, type PolicyManifest, type Repository } from './repository.ts';
import { transportsOf } from './traffic.ts';

/** All faults of these fields. */
export function checkMatches(policy: PolicyManifest, placed: PlacedRule, repository: Repository): readonly Fault[] {
  return [
    ...checkLimits(policy, placed),
    ...checkProcess(policy, placed),
    ...checkOriginalDestination(policy, placed, repository),
  ];
}

function checkLimits(policy: PolicyManifest, { rule, pointer }: PlacedRule): readonly Fault[] {
  if (rule.action === 'Allow') return [];
  const written = (['rateLimit', 'connectionLimit'] as const).filter((field) => rule[field] !== undefined);
  return written.map((field) => {
    const message = `\`${field}\` is for the action Allow, and the action here is ${rule.action}; write an Allow with the limit, or take the limit out`;
    return faultAt(policy, `${pointer}/${field}`, message);
  });
}

function checkProcess(policy: PolicyManifest, { rule, direction, pointer }: PlacedRule): readonly Fault[] {
  if (rule.process === undefined || direction === 'egress') return [];
  const message = `\`process\` is not allowed here: only a packet that this host itself sends belongs to a process; write the rule in \`egress\``;
  return [faultAt(policy, `${pointer}/process`, message)];
}

function checkOriginalDestination(
  policy: PolicyManifest,
  { rule, direction, pointer }: PlacedRule,
  repository: Repository,
): readonly Fault[] {
  const { originalDestination } = rule;
  if (originalDestination === undefined) return [];
  const place = `${pointer}/originalDestination`;
  if (direction === 'egress') {
    const message =
      '`originalDestination` is not allowed here: it is for packets from outside whose destination this host translated; write `to`';
    return [faultAt(policy, place, message)];
  }
  const { ports = [] } = originalDestination;
  const faults = ports.flatMap((spec, index) => {
    const message =
      '`sourcePorts` is not allowed here: a destination has none; write them in `ports` of the rule, or leave them out';
    return spec.sourcePorts === undefined ? [] : [faultAt(policy, `${place}/ports/${index}/sourcePorts`, message)];
  });
  if (rule.states !== undefined && !rule.states.includes('New')) {
    const message =
      'no packet can match: an untracked packet was translated by nobody, so it has no `originalDestination`; write `to`, or add New';
    faults.push(faultAt(policy, `${pointer}/states`, message));
  }
  const transports = transportsOf(rule, repository.byKind.Service);
  if (transports === 'any' || ports.length === 0) return faults;
  if (ports.some(({ protocol }) => transports.includes(protocol))) return faults;
  const found = [...new Set(ports.map(({ protocol }) => protocol))].join(' and ');
  const message = `no packet can match: \`originalDestination\` holds ${found} only, and the rule's other fields leave no ${found}; translation keeps the protocol, so make them agree`;
  return [...faults, faultAt(policy, `${place}/ports`, message)];
}
