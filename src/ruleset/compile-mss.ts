// Table mangle: the segment size that TCP connections through this host agree on.

import type { Selected } from '../policy/policy.ts';
import type { CompileContext } from './compile-policy.ts';
import { type FinishedChain, finishChain } from './finished-chain.ts';
import { profileRule } from './layout-rule.ts';
import type { Hook } from './ruleset.ts';
import { splitBetweenReturns } from './split.ts';

const mangleChain = 'GW-MANGLE-FWD';
const tcp = 6;

/** Only what opens a connection says a size; both directions say theirs, and the smaller one holds for what the other sends. */
export function compileMssClamp(
  { profile }: Selected,
  { family }: CompileContext,
): { readonly chains: readonly FinishedChain[]; readonly hooks: readonly Hook[] } {
  const rules = profile.mssClamp.flatMap(({ out, mss }) =>
    out.map((name) =>
      profileRule(profile, 'mssClamp', {
        selector: {
          out: name,
          protocol: tcp,
          matches: [{ kind: 'tcpFlags', looked: ['SYN', 'RST'], set: ['SYN'] }],
        },
        target: { kind: 'clampMss', ...(mss === undefined ? {} : { mss }) },
      }),
    ),
  );
  if (rules.length === 0) return { chains: [], hooks: [] };
  const units = rules.map((rule) => [rule]);
  const chain = { name: mangleChain, units, comment: `profile/${profile.name}`, origin: profile.origin };
  return {
    chains: splitBetweenReturns(chain, family).map((one) => finishChain(family, one)),
    hooks: [{ builtin: 'FORWARD', target: mangleChain, after: [] }],
  };
}
