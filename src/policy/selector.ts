// Whether labels fulfil a selector, as in Kubernetes.

import { unreachable } from '../result.ts';
import type { Condition, Selector } from './generated/types.ts';

export type { Selector };

export type Labels = Readonly<Record<string, string>>;

/** True when every label and every condition holds; an empty selector fits all. As in Kubernetes, `NotIn` holds where the label is absent. */
export function matchesSelector(selector: Selector, labels: Labels): boolean {
  const wanted = Object.entries(selector.matchLabels ?? {});
  if (!wanted.every(([key, value]) => readLabel(labels, key) === value)) return false;
  return (selector.matchExpressions ?? []).every((condition) => holds(condition, labels));
}

function holds(condition: Condition, labels: Labels): boolean {
  const value = readLabel(labels, condition.key);
  const values = condition.values ?? [];
  switch (condition.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return unreachable(condition.operator);
  }
}

/** Labels come from a document, so a name such as `constructor` must not find what every object inherits. */
function readLabel(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
