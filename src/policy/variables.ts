// What variables stand for on one host: texts of manifests replaced, and what cannot be.

import type { Fault } from './fault.ts';
import { parsePort } from './formats.ts';
import type { Manifest, Plain } from './manifest.ts';
import type { Memo } from './memo.ts';
import { parseNetwork } from './network.ts';
import {
  faultAt,
  gatherRepository,
  isKind,
  type ManifestOf,
  pointerTo,
  type Repository,
  subjectOf,
} from './repository.ts';
import { suggest } from './suggest.ts';
import { fillTemplate, holdsVariable, parseTemplate, variableName } from './template.ts';

type Path = readonly (string | number)[];

interface Placed {
  readonly path: Path;
  readonly text: string;
}

/** Fields that hold addresses, networks or ports; `except` holds a list of networks in some kinds. */
const networkFields = ['networks', 'address', 'addresses', 'server', 'external', 'internal', 'except'];
const portFields = ['ports', 'sourcePorts', 'port', 'toPort'];

/** Names and values of variables, and `${` where nothing is resolved. */
export function checkVariables(repository: Repository, memo: Memo): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    memo.keep('variable faults', manifest, () => [
      ...checkDefinitions(manifest),
      ...listTemplates(manifest, memo).flatMap(({ path, text }) => {
        const message = misplaced(manifest, path, text);
        return message === undefined ? [] : [faultAt(manifest, pointerTo('spec', ...path), message)];
      }),
    ]),
  );
}

function checkDefinitions(manifest: Manifest): readonly Fault[] {
  return Object.entries(definedIn(manifest)).flatMap(([name, value]) => {
    const pointer = pointerTo('spec', 'variables', name);
    const nested = 'a value holds no variables itself; write the address, network or port';
    return [
      ...(variableName.test(name)
        ? []
        : [
            faultAt(
              manifest,
              pointer,
              `${JSON.stringify(name)} is not the name of a variable; write a letter and then letters, digits and _`,
            ),
          ]),
      ...(holdsVariable(String(value)) ? [faultAt(manifest, pointer, nested)] : []),
    ];
  });
}

function definedIn(manifest: Manifest): Readonly<Record<string, string | number>> {
  if (isKind(manifest, 'Host') || isKind(manifest, 'FirewallPolicy') || isKind(manifest, 'NatPolicy')) {
    return manifest.spec.variables ?? {};
  }
  return {};
}

/** Why a variable may not stand there; undefined where it may. */
function misplaced(manifest: Manifest, path: Path, text: string): string | undefined {
  if (path[0] === 'variables') return undefined;
  if (isKind(manifest, 'NetworkSet') || isKind(manifest, 'Service') || isKind(manifest, 'Host')) {
    return `${JSON.stringify(text)} holds a variable, and a ${manifest.kind} has none; write the value, or use the variable in a policy`;
  }
  if (fieldOf(path) === undefined) {
    return `${JSON.stringify(text)} holds a variable, which stand in addresses, networks and ports only; write the text without \${`;
  }
  return undefined;
}

function fieldOf(path: Path): 'network' | 'port' | undefined {
  const field = path.findLast((segment) => typeof segment === 'string');
  if (networkFields.includes(field ?? '')) return 'network';
  return portFields.includes(field ?? '') ? 'port' : undefined;
}

/** Every text below `spec` that holds a variable. */
function listTemplates(manifest: Manifest, memo: Memo): readonly Placed[] {
  return memo.keep('templates', manifest, () => {
    const found: Placed[] = [];
    const path: (string | number)[] = [];
    const visit = (value: Plain): void => {
      if (typeof value === 'string') {
        if (holdsVariable(value)) found.push({ path: [...path], text: value });
        return;
      }
      if (typeof value !== 'object' || value === null) return;
      for (const [key, child] of Object.entries(value)) {
        path.push(Array.isArray(value) ? Number(key) : key);
        visit(child);
        path.pop();
      }
    };
    visit(manifest.spec as unknown as Plain);
    return found;
  });
}

export interface OnHost {
  readonly name: string;
  /** Absent where the repository has no Host manifest. */
  readonly manifest?: ManifestOf<'Host'>;
  /** `Kind/name` of what this host uses: nothing else is resolved. */
  readonly used: ReadonlySet<string>;
}

export interface Substituted {
  readonly repository: Repository;
  readonly faults: readonly Fault[];
}

/**
 * The repository as this host reads it: variables of what it uses replaced by the Host's values, or else the policy's.
 *
 * A variable without a value, or one whose value does not fit where it stands, is a fault there.
 */
export function substituteVariables(repository: Repository, host: OnHost, memo: Memo): Substituted {
  const faults: Fault[] = [];
  let isSame = true;
  const manifests = repository.manifests.map((manifest) => {
    if (!host.used.has(subjectOf(manifest))) return manifest;
    const templates = listTemplates(manifest, memo).filter(({ path }) => fieldOf(path) !== undefined);
    if (templates.length === 0) return manifest;
    const made = memo.keep('substituted', manifest, () => substitute(manifest, templates, host));
    faults.push(...made.faults);
    isSame = false;
    return made.manifest;
  });
  if (isSame) return { repository, faults };
  return { repository: { ...gatherRepository(manifests, []), refused: repository.refused }, faults };
}

function substitute(
  manifest: Manifest,
  templates: readonly Placed[],
  host: OnHost,
): { readonly manifest: Manifest; readonly faults: readonly Fault[] } {
  const values = new Map(Object.entries({ ...definedIn(manifest), ...host.manifest?.spec.variables }));
  const faults: Fault[] = [];
  // A copy, for what the reader gave belongs to whoever asks next.
  const copy = { ...manifest, spec: structuredClone(manifest.spec) } as Manifest;
  for (const { path, text } of templates) {
    const names = parseTemplate(text);
    const missing = names?.ok === true ? names.value.find((name) => !values.has(name)) : undefined;
    const pointer = pointerTo('spec', ...path);
    if (missing !== undefined) {
      faults.push(faultAt(manifest, pointer, describeMissing(missing, manifest, { host, known: [...values.keys()] })));
      continue;
    }
    const filled = fillTemplate(text, (name) => String(values.get(name)));
    const parsed = fieldOf(path) === 'port' ? parsePort(filled) : parseNetwork(filled);
    if (parsed.ok) replaceAt(copy.spec as unknown as Plain, path, filled);
    else faults.push(faultAt(manifest, pointer, `${JSON.stringify(text)} on host ${host.name}: ${parsed.error}`));
  }
  return { manifest: faults.length === 0 ? copy : manifest, faults };
}

function describeMissing(
  name: string,
  manifest: Manifest,
  { host, known }: { readonly host: OnHost; readonly known: readonly string[] },
): string {
  const own =
    isKind(manifest, 'FirewallPolicy') || isKind(manifest, 'NatPolicy')
      ? `, or a default in \`spec.variables\` of ${subjectOf(manifest)}`
      : '';
  const place = host.manifest === undefined ? `a Host manifest named ${host.name}` : `Host/${host.name}`;
  return `the variable ${name} has no value on host ${host.name}; give it one in \`spec.variables\` of ${place}${own}${suggest(name, known)}`;
}

function replaceAt(spec: Plain, path: Path, text: string): void {
  let value = spec as Record<string | number, unknown>;
  for (const segment of path.slice(0, -1)) value = value[segment] as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last !== undefined) value[last] = text;
}
