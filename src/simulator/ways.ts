// The ways that a packet may take, and what they have in common.

import type { Flow } from './flow.ts';
import type { Decision, Endpoint, Outcome } from './packet.ts';

export interface Way {
  readonly flow: Flow;
  /** What the table filter let pass, and by which rule. */
  readonly passed?: Outcome;
  /** Where the packet's way ends before its last hook. */
  readonly end?: Outcome | 'Unknown';
}

/** The one answer of all ways, or that there is none. */
export function summarizeWays(ways: readonly Way[] | 'TooMany'): Decision {
  if (ways === 'TooMany') return { verdict: 'Unknown', possible: [], isPartial: true };
  const outcomes = ways.map(({ end, passed }) => end ?? passed ?? { verdict: 'Return' as const });
  const known = outcomes.flatMap((outcome) => (outcome === 'Unknown' ? [] : [outcome]));
  const possible = dropRepeated(known);
  const [first] = possible;
  if (known.length < outcomes.length || first === undefined) return { verdict: 'Unknown', possible, isPartial: true };
  if (possible.some(({ verdict }) => verdict !== first.verdict)) return { verdict: 'Unknown', possible };
  return {
    verdict: first.verdict,
    ...(possible.length === 1 && first.rule !== undefined ? { rule: first.rule } : {}),
    possible,
    ...commonEnd(
      'source',
      ways.map(({ flow }) => sourceOf(flow)),
    ),
    ...commonEnd(
      'destination',
      ways.map(({ flow }) => destinationOf(flow)),
    ),
  };
}

function dropRepeated(outcomes: readonly Outcome[]): readonly Outcome[] {
  const once: Outcome[] = [];
  for (const outcome of outcomes) {
    const at = once.findIndex(({ verdict, rule }) => verdict === outcome.verdict && rule === outcome.rule);
    if (at < 0) once.push(outcome);
    else once[at] = joinTexts(once[at], outcome) ?? outcome;
  }
  return once;
}

/** Of two outcomes by rules of one label, with what both sets of rules ask. */
export function joinTexts(a: Outcome | undefined, b: Outcome | undefined): Outcome | undefined {
  if (a?.texts === undefined || b?.texts === undefined) return a;
  const known = a.texts;
  const missing = b.texts.filter((text) => !known.includes(text));
  return missing.length === 0 ? a : { ...a, texts: [...known, ...missing] };
}

function sourceOf({ knowsSource, sourceAddress, sourcePort }: Flow): Endpoint | undefined {
  return knowsSource
    ? { address: sourceAddress, ...(sourcePort === undefined ? {} : { port: sourcePort }) }
    : undefined;
}

function destinationOf({ knowsDestination, destinationAddress, destinationPort }: Flow): Endpoint | undefined {
  if (!knowsDestination) return undefined;
  return { address: destinationAddress, ...(destinationPort === undefined ? {} : { port: destinationPort }) };
}

/** Nothing where the ways differ. */
function commonEnd<K extends string>(
  key: K,
  [first, ...rest]: readonly (Endpoint | undefined)[],
): { readonly [key in K]?: Endpoint } {
  const isSame = rest.every((one) => one?.address === first?.address && one?.port === first?.port);
  return first !== undefined && isSame ? ({ [key]: first } as { readonly [key in K]?: Endpoint }) : {};
}
