// The ways in and out that no policy can close.

import { type Family, families } from '../policy/family.ts';
import type { Memo } from '../policy/memo.ts';
import type { FailsafeItem, Peer, Policy, Selected } from '../policy/policy.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { compileSelectors, resolveSets, type Sides } from './compile-selector.ts';
import { profileRule } from './layout-rule.ts';
import type { Match, Selector } from './rule.ts';

const sshTraffic = [{ kind: 'ports', protocol: 'tcp', ports: [{ from: 22, to: 22 }], sourcePorts: [] }] as const;

/**
 * The ways in that stay open whatever the policies say; in egress, the answers of those ways.
 *
 * `auto` lets ssh in until a revision in which a policy does was confirmed: from the zones that are not external, or from everywhere where there is none.
 */
export function compileFailsafe(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  const { profile } = selected;
  const items = profile.failsafe.ingress === 'auto' ? autoFailsafe(selected, context.memo) : profile.failsafe.ingress;
  return items.flatMap((item) =>
    compileSelectors({ from: item.from, to: 'any', traffic: item.traffic }, context.family, context.sets).map(
      (selector) => ({
        ...profileRule(profile, 'failsafe', {
          selector: context.direction === 'egress' ? mirror(selector) : selector,
          target: { kind: 'accept' },
        }),
        origin: item.origin,
      }),
    ),
  );
}

/** The ways out that stay open whatever the policies say. */
export function compileWaysOut({ profile }: Selected, { family, sets }: CompileContext): readonly CompiledRule[] {
  return profile.failsafe.egress.flatMap(({ to, traffic, origin }) =>
    compileSelectors({ from: 'any', to, traffic }, family, sets).map((selector) => ({
      ...profileRule(profile, 'failsafe.egress', { selector, target: { kind: 'accept' } }),
      origin,
    })),
  );
}

function autoFailsafe(selected: Selected, memo: Memo): readonly FailsafeItem[] {
  if (selected.sshConfirmed === true || allowsSsh(selected, memo)) return [];
  const { origin } = selected.profile;
  const interfaces = selected.zones.filter((zone) => !zone.external).flatMap((zone) => zone.interfaces);
  const from: 'any' | readonly Peer[] = interfaces.length === 0 ? 'any' : [{ interfaces, origin }];
  return [{ traffic: sshTraffic, from, origin }];
}

/** Whether ssh comes in at all: by a policy, or by the failsafe. */
export function letsSshIn(selected: Selected, memo: Memo): boolean {
  const { ingress } = selected.profile.failsafe;
  const items = ingress === 'auto' ? autoFailsafe(selected, memo) : ingress;
  return items.some(({ traffic }) => coversSsh(traffic)) || allowsSsh(selected, memo);
}

/** Whether some policy lets ssh in: an Allow that can match TCP port 22, with no refusal of everybody's ssh before it. */
export function allowsSsh(selected: Selected, memo: Memo): boolean {
  for (const policy of selected.policies) {
    const found = memo.keep('ssh', policy, () => judgeSsh(policy, selected));
    if (found !== 'Nothing') return found === 'Allows';
  }
  return false;
}

/** What the first rule of the policy says that speaks of everybody's ssh, or lets somebody's in. */
function judgeSsh({ ingress, mode }: Policy, selected: Selected): 'Allows' | 'Refuses' | 'Nothing' {
  // What is only recorded lets nobody in, and keeps nobody out.
  if (mode === 'Audit') return 'Nothing';
  for (const rule of ingress) {
    if (!coversSsh(rule.traffic) || !meetsNewFlows(rule)) continue;
    if (
      rule.action === 'Allow' &&
      rule.expires === undefined &&
      rule.windows === undefined &&
      meetsSomebody(rule, selected)
    )
      return 'Allows';
    const refuses = rule.action === 'Deny' || rule.action === 'Reject';
    if (refuses && meetsEverybody(rule, selected)) return 'Refuses';
  }
  return 'Nothing';
}

/** Whether the rule speaks of each new flow to the host, translated or not. */
function meetsNewFlows({ states, originalDestination }: Policy['ingress'][number]): boolean {
  return originalDestination === undefined && (states === undefined || states.includes('New'));
}

function coversSsh(traffic: Selected['policies'][number]['ingress'][number]['traffic']): boolean {
  if (traffic === 'any') return true;
  return traffic.some((item) => {
    if (item.kind === 'protocol') return item.protocol === 6;
    if (item.kind === 'icmp' || item.protocol !== 'tcp' || item.sourcePorts.length > 0) return false;
    return item.ports.length === 0 || item.ports.some((range) => range.from <= 22 && 22 <= range.to);
  });
}

/** Whether it becomes a kernel rule at all: peers may be empty, or leave out everybody. */
function meetsSomebody(rule: Policy['ingress'][number], selected: Selected): boolean {
  return rule.families.some((family) => compileSides(rule, family, selected).length > 0);
}

/** In both families, also where that is said by a network that holds all addresses. */
function meetsEverybody(rule: Policy['ingress'][number], selected: Selected): boolean {
  return families.every(
    (family) => rule.families.includes(family) && compileSides(rule, family, selected).some(asksForNothing),
  );
}

function compileSides(
  { from, to }: Pick<Sides, 'from' | 'to'>,
  family: Family,
  { sets }: Selected,
): readonly Selector[] {
  // Whom a set holds for a while, or by a name, is nobody to rely on.
  const lasting = sets.map(({ live: _, ...set }) => set);
  return compileSelectors({ from, to, traffic: 'any' }, family, resolveSets(lasting, family));
}

function asksForNothing({ source, destination, in: input, matches }: Selector): boolean {
  const isAny = (address: Selector['source']) =>
    address === undefined || (address.value.prefix === 0 && !address.negated);
  return isAny(source) && isAny(destination) && input === undefined && matches.length === 0;
}

/** The answer to what `selector` lets in. */
function mirror(selector: Selector): Selector {
  const { source, destination, in: input, out, ...rest } = selector;
  return {
    ...rest,
    ...(destination === undefined ? {} : { source: destination }),
    ...(source === undefined ? {} : { destination: source }),
    ...(out === undefined ? {} : { in: out }),
    ...(input === undefined ? {} : { out: input }),
    matches: rest.matches.map(mirrorMatch),
  };
}

function mirrorMatch(match: Match): Match {
  if (match.kind === 'ports') return { ...match, source: match.destination, destination: match.source };
  if (match.kind === 'set' || match.kind === 'range') return { ...match, side: match.side === 'src' ? 'dst' : 'src' };
  return match;
}
