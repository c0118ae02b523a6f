// The fail-closed minimum for a kernel that has little: the table filter alone, without ipsets and without hashlimit.

import type { Desired, DesiredRule, DesiredRuleset } from './ruleset.ts';

/**
 * `minimum`, in what every kernel with iptables has. Only refusals are left out: of flows that were ended, of too many
 * echo requests, and what raw refuses.
 */
export function withoutExtensions(minimum: Desired): Desired {
  return { ipv4: ofFilter(minimum.ipv4), ipv6: ofFilter(minimum.ipv6), sets: [] };
}

function ofFilter({ family, tables }: DesiredRuleset): DesiredRuleset {
  const filter = tables.filter(({ name }) => name === 'filter');
  return {
    family,
    tables: filter.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.flatMap(plainly) })),
    })),
  };
}

function plainly(rule: DesiredRule): readonly DesiredRule[] {
  if (/(^| )-m (set|hashlimit) /.test(rule.text)) return [];
  // The kernel itself believes neighbours only with the right hop limit (RFC 4861, RFC 2710).
  return [{ ...rule, text: rule.text.replace(/(^| )-m hl --hl-eq \d+(?= )/, '') }];
}
