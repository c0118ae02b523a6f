// Table raw: what is dropped before connection tracking, whatever it is about.

import type { Profile, Selected } from '../policy/policy.ts';
import { compileSourceChecks } from './compile-anti-spoof.ts';
import { compileBogons } from './compile-bogons.ts';
import { compileFailsafe } from './compile-failsafe.ts';
import { compileHelpers } from './compile-helpers.ts';
import type { CompileContext, CompiledRule } from './compile-policy.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import { profileRule } from './layout-rule.ts';
import type { TcpFlag } from './rule.ts';
import type { Hook } from './ruleset.ts';
import { splitBetweenReturns } from './split.ts';

const rawChain = 'GW-RAW';
const ownRawChain = 'GW-RAW-OUT';
const tcp = 6;

/** Flags that are looked at, and those of them that are set: no connection begins, goes on or ends like this. */
const badFlags: readonly (readonly [readonly TcpFlag[], readonly TcpFlag[]])[] = [
  [['FIN', 'SYN', 'RST', 'ACK'], []],
  [
    ['FIN', 'SYN'],
    ['FIN', 'SYN'],
  ],
  [
    ['SYN', 'RST'],
    ['SYN', 'RST'],
  ],
  [
    ['FIN', 'RST'],
    ['FIN', 'RST'],
  ],
  [['FIN', 'ACK'], ['FIN']],
];

/** Loopback and what the failsafe lets in return at once. No chains where nothing is dropped. */
export function compileRaw(
  selected: Selected,
  context: CompileContext,
): { readonly chains: readonly FinishedChain[]; readonly hooks: readonly Hook[] } {
  const { profile } = selected;
  const sources = compileSourceChecks(selected, context);
  const bogons = compileBogons(selected, context);
  const drops = [...dropBadFlags(profile), ...dropSourceRouted(profile, context), ...bogons.rules, ...sources.rules];
  const helpers = compileHelpers(selected, ['ingress', 'forward'], context);
  const own = compileOwn(selected, context);
  if (drops.length + helpers.length === 0) return own;
  const rules = [
    profileRule(profile, 'loopback', { selector: { in: 'lo' }, target: { kind: 'return' } }),
    ...returnFailsafe(selected, context),
    ...drops,
    ...helpers,
  ];
  const units = rules.map((rule) => [rule]);
  const chain = { name: rawChain, units, comment: `profile/${profile.name}`, origin: profile.origin };
  return {
    chains: [...splitBetweenReturns(chain, context.family), ...bogons.chains, ...sources.chains]
      .map((one) => finishChain(context.family, one))
      .concat(own.chains),
    hooks: [{ builtin: 'PREROUTING', target: rawChain, after: [] }, ...own.hooks],
  };
}

type RawPart = ReturnType<typeof compileRaw>;

/** What this host itself opens. */
function compileOwn(selected: Selected, context: CompileContext): RawPart {
  const rules = compileHelpers(selected, ['egress'], context);
  if (rules.length === 0) return { chains: [], hooks: [] };
  const { profile } = selected;
  const units = rules.map((rule) => [rule]);
  const chain = { name: ownRawChain, units, comment: `profile/${profile.name}`, origin: profile.origin };
  return {
    chains: splitBetweenReturns(chain, context.family).map((one) => finishChain(context.family, one)),
    hooks: [{ builtin: 'OUTPUT', target: ownRawChain, after: [] }],
  };
}

/** Only on the way to this host: what is forwarded has no failsafe. */
function returnFailsafe(selected: Selected, context: CompileContext): readonly CompiledRule[] {
  return compileFailsafe(selected, context).map(({ selector, ...rule }) => ({
    ...rule,
    selector: { ...selector, matches: [...selector.matches, { kind: 'destinationType', types: ['LOCAL'] }] },
    target: { kind: 'return' },
  }));
}

function dropBadFlags(profile: Profile): readonly CompiledRule[] {
  if (!profile.badTcpFlags) return [];
  return badFlags.map(([looked, set]) =>
    profileRule(profile, 'badTcpFlags', {
      selector: { protocol: tcp, matches: [{ kind: 'tcpFlags', looked, set }] },
      target: { kind: 'drop' },
    }),
  );
}

function dropSourceRouted(profile: Profile, { family }: CompileContext): readonly CompiledRule[] {
  if (!profile.sourceRouting || family === 'ipv4') return [];
  const selector = { matches: [{ kind: 'routingHeader', type: 0 }] } as const;
  return [profileRule(profile, 'sourceRouting', { selector, target: { kind: 'drop' } })];
}
