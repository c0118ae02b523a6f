// Files of networks, one a line, that a NetworkSet names by `file`.

import type { Fault } from './fault.ts';
import type { Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import { parseNetwork } from './network.ts';
import { faultAt, isKind, type ManifestOf, subjectOf } from './repository.ts';
import type { SnapshotFile } from './snapshot.ts';
import { suggest } from './suggest.ts';
import { decodeText } from './text.ts';

/** One file, read whatever it holds: whether it is a list at all shows only when a set names it. */
export interface NetworkList {
  readonly path: string;
  readonly networks: readonly string[];
  /** By line, without a subject; the first few, and how many more there are. */
  readonly faults: readonly Fault[];
}

const maxFileBytes = 4 * 1024 * 1024;
const maxFaults = 20;

/** Reads `network`, blank lines, and `# comments` to the end of a line. */
export function readNetworkList({ path, bytes }: SnapshotFile): NetworkList {
  const text = decodeText(bytes, maxFileBytes);
  if (!text.ok) return { path, networks: [], faults: [faultIn(path, text.error, text.error.message)] };
  const networks: string[] = [];
  const faults: Fault[] = [];
  let bad = 0;
  for (const [index, line] of text.value.split('\n').entries()) {
    const found = line.replace(/#.*/, '').trim();
    if (found === '') continue;
    const network = parseNetwork(found);
    if (network.ok) networks.push(found);
    else bad += 1;
    if (network.ok || bad > maxFaults) continue;
    const place = { line: index + 1, column: line.indexOf(found) + 1 };
    faults.push(faultIn(path, place, `${network.error}; write one network a line`));
  }
  const [last] = faults.slice(-1);
  if (last === undefined || bad <= maxFaults) return { path, networks, faults };
  const more = `${bad - maxFaults} more lines of this file are no networks`;
  return { path, networks, faults: [...faults, { ...last, message: more }] };
}

function faultIn(file: string, { line, column }: { line: number; column: number }, message: string): Fault {
  return { file, line, column, pointer: '', subject: '', message };
}

export interface Attached {
  readonly manifests: readonly Manifest[];
  readonly faults: readonly Fault[];
}

/** The manifests with what their files hold among their `networks`. A set whose file is missing or bad is not among them. */
export function attachLists(manifests: readonly Manifest[], lists: readonly NetworkList[], memo: Memo): Attached {
  if (!manifests.some(namesFile)) return { manifests, faults: [] };
  memo.enter(lists);
  const byPath = new Map(lists.map((list) => [list.path, list]));
  const attached = manifests.map(
    (manifest): Attached =>
      namesFile(manifest)
        ? memo.keep('attached', manifest, () => attach(manifest, byPath))
        : { manifests: [manifest], faults: [] },
  );
  return {
    manifests: attached.flatMap((one) => one.manifests),
    faults: attached.flatMap(({ faults }) => faults),
  };
}

function namesFile(manifest: Manifest): manifest is ManifestOf<'NetworkSet'> {
  return isKind(manifest, 'NetworkSet') && manifest.spec.file !== undefined;
}

function attach(manifest: ManifestOf<'NetworkSet'>, byPath: ReadonlyMap<string, NetworkList>): Attached {
  const { spec, source } = manifest;
  const folder = source.file.replace(/[^/]*$/, '');
  const list = byPath.get(`${folder}${spec.file}`);
  if (list === undefined) {
    const near = suggest(
      spec.file ?? '',
      [...byPath.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length)),
    );
    const where = folder === '' ? 'beside this manifest' : `in ${folder}`;
    const message = `no file "${spec.file}" ${where}${near}; write a path relative to the folder of this manifest (hidden files and symlinks are not read)`;
    return { manifests: [], faults: [faultAt(manifest, '/spec/file', message)] };
  }
  if (list.faults.length > 0) {
    const subject = subjectOf(manifest);
    return { manifests: [], faults: list.faults.map((fault) => ({ ...fault, subject })) };
  }
  return {
    manifests: [{ ...manifest, spec: { ...spec, networks: [...(spec.networks ?? []), ...list.networks] } }],
    faults: [],
  };
}
