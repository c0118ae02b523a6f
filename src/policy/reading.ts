// What the files of a source hold once they are read, and how the readings of all of them come together.

import type { Fault } from './fault.ts';
import { isListPath } from './list-path.ts';
import type { Manifest } from './manifest.ts';
import type { Memo } from './memo.ts';
import { attachLists, type NetworkList } from './network-list.ts';
import type { RefusedSelector } from './relevance.ts';
import type { SnapshotFile } from './snapshot.ts';

export interface FileReading {
  /** In the order of files and documents. */
  readonly manifests: readonly Manifest[];
  /** `subject` is empty where nobody can tell whose they are, such as in a file that is no YAML. */
  readonly faults: readonly Fault[];
  /** Of the manifests that were refused, those whose hostSelector is well formed all the same. */
  readonly refused: readonly RefusedSelector[];
  /** Files that sets may name by `file`. */
  readonly lists: readonly NetworkList[];
}

/** Of a file that holds nothing. */
export const emptyReading: FileReading = { manifests: [], faults: [], refused: [], lists: [] };

/** Whether the file is one that is read: a manifest, or a list that a manifest may name. */
export function isSourceFile({ path }: Pick<SnapshotFile, 'path'>): boolean {
  return isManifestPath(path) || isListPath(path);
}

function isManifestPath(path: string): boolean {
  return path.endsWith('.yaml') || path.endsWith('.yml');
}

/** The readings of all files of a snapshot, with the lists in the sets that name them; `memo` knows those of the snapshot before. */
export function joinReadings(readings: readonly FileReading[], memo: Memo): FileReading {
  const { manifests, lists, ...rest } = mergeReadings(readings);
  const attached = attachLists(manifests, lists, memo);
  return { ...rest, lists, manifests: attached.manifests, faults: [...rest.faults, ...attached.faults] };
}

/** One after the other. */
export function mergeReadings(readings: readonly FileReading[]): FileReading {
  return {
    manifests: readings.flatMap(({ manifests }) => manifests),
    faults: readings.flatMap(({ faults }) => faults),
    refused: readings.flatMap(({ refused }) => refused),
    lists: readings.flatMap(({ lists }) => lists),
  };
}

/** One file that cannot be read at all, with the reason at a place in it. */
export function refuseFile(
  file: string,
  message: string,
  place: { line: number; column: number } = { line: 1, column: 1 },
): FileReading {
  const { line, column } = place;
  return { ...emptyReading, faults: [{ file, line, column, pointer: '', subject: '', message }] };
}
