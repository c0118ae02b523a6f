// Conditions on labels: operators that need values, and those that take none.

import type { Fault } from './fault.ts';
import type { Condition } from './generated/types.ts';
import type { Manifest } from './manifest.ts';
import { faultAt, pointerTo } from './repository.ts';

/** Of all conditions within `value`, which stands at `pointer` of the manifest: they are wherever hosts or sets are picked. */
export function checkConditions(manifest: Manifest, value: unknown, pointer: string): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: readonly [string, unknown]) => {
    const place = `${pointer}${pointerTo(name)}`;
    if (name !== 'matchExpressions' || !Array.isArray(inner)) return checkConditions(manifest, inner, place);
    return (inner as readonly Condition[]).flatMap((condition, index) => {
      const message = describeCondition(condition);
      return message === undefined ? [] : [faultAt(manifest, `${place}/${index}`, message)];
    });
  });
}

function describeCondition({ operator, values }: Condition): string | undefined {
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values === undefined) return `operator ${operator} needs \`values\`; name at least one`;
  if (!takesValues && values !== undefined)
    return `operator ${operator} takes no \`values\`; leave them out or write In or NotIn`;
  return undefined;
}
