// Every field of the CRDs by its name, and where values hold it.

import type { Crd, Schema } from './schema.ts';

/** Names within a value, from its top. */
export type Path = readonly (string | number)[];

/** A field where a value holds it. */
export interface FieldUse {
  readonly field: string;
  readonly path: Path;
}

export interface Field {
  readonly schema: Schema;
  /** Whether the object around it must hold it. */
  readonly required: boolean;
}

/**
 * `Rule.rateLimit.burst`, `FirewallPolicy.priority`, `Peer.zones`: all fields of all specs, in the order of the CRDs.
 *
 * A shape with a title is the same wherever it stands, so its fields bear its title and not the way to it.
 */
export function listFields(crds: readonly Crd[]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  const visit = (schema: Schema, owner: string) => {
    const place = schema.title ?? owner;
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      fields.set(`${place}.${name}`, { schema: child, required: schema.required?.includes(name) === true });
      visit(child, `${place}.${name}`);
    }
    for (const inner of innerSchemas(schema)) visit(inner, `${place}[]`);
  };
  for (const crd of crds) visit(specOf(crd), crd.kind);
  return fields;
}

/** The fields that a manifest holds in its spec, each with its path from the manifest's top. */
export function listUses(crds: readonly Crd[], manifest: unknown): readonly FieldUse[] {
  const { kind, spec } = manifest as { readonly kind: string; readonly spec: unknown };
  const crd = crds.find((candidate) => candidate.kind === kind);
  return crd === undefined ? [] : visitValue(specOf(crd), { value: spec, owner: kind, path: ['spec'] });
}

interface Visited {
  readonly value: unknown;
  readonly owner: string;
  readonly path: Path;
}

function visitValue(schema: Schema, { value, owner, path }: Visited): readonly FieldUse[] {
  if (typeof value !== 'object' || value === null) return [];
  const place = schema.title ?? owner;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([name, child]) => {
    const property = schema.properties?.[name];
    const within = [...path, name];
    if (property === undefined) {
      return innerSchemas(schema).flatMap((inner) =>
        visitValue(inner, { value: child, owner: `${place}[]`, path: within }),
      );
    }
    const field = `${place}.${name}`;
    return [{ field, path: within }, ...visitValue(property, { value: child, owner: field, path: within })];
  });
}

function specOf({ schema }: Crd): Schema {
  return schema.properties?.spec ?? {};
}

function innerSchemas({ items, additionalProperties }: Schema): readonly Schema[] {
  return [items, additionalProperties].filter((inner) => typeof inner === 'object');
}
