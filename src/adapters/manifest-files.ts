// Which files of a source are manifests, and how much of a source is read at all.

import { isSourceFile } from '../policy/reading.ts';
import { listSome, oddText, printable } from './plain-text.ts';

export interface SnapshotLimits {
  /** Files below the source's path, manifests or not. */
  readonly maxFiles: number;
  /** Bytes of all manifests together. */
  readonly maxTotalBytes: number;
  /** Bytes of one manifest. */
  readonly maxFileBytes: number;
  /** Bytes of one path. */
  readonly maxPathBytes: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: SnapshotLimits = {
  maxFiles: 5000,
  maxTotalBytes: 64 * mebibyte,
  maxFileBytes: 4 * mebibyte,
  maxPathBytes: 1024,
};

/** Whether a file is read: a manifest or a list of networks by its name, neither hidden itself nor in a hidden folder. */
export function isReadPath(path: string): boolean {
  return isSourceFile({ path }) && !path.split('/').some((segment) => segment.startsWith('.'));
}

/** Why a path cannot be used, or undefined. Text from strangers ends up in logs and on terminals, so it must be plain. */
export function findPathProblem(path: string, limits: SnapshotLimits): string | undefined {
  if (oddText.test(path)) return 'its name holds control or invisible characters';
  if (path.includes('\uFFFD')) return 'its name is not UTF-8';
  if (path.startsWith('/') || path.split('/').some((segment) => ['', '.', '..'].includes(segment))) {
    return 'its name leads out of the folder';
  }
  if (Buffer.byteLength(path) > limits.maxPathBytes) return `its name is longer than ${limits.maxPathBytes} bytes`;
  return undefined;
}

/** What is too large in these manifests, one sentence, or undefined. */
export function findSizeProblem(
  manifests: readonly { readonly path: string; readonly size: number }[],
  limits: SnapshotLimits,
): string | undefined {
  const large = manifests.filter(({ size }) => size > limits.maxFileBytes);
  if (large.length > 0) {
    const named = listSome(large.map(({ path, size }) => `${printable(path)} (${size} bytes)`));
    return `${named} exceed${large.length === 1 ? 's' : ''} the limit of ${limits.maxFileBytes} bytes a file; split the file, or rename it if it is neither a manifest nor a list`;
  }
  const total = manifests.reduce((sum, { size }) => sum + size, 0);
  if (total <= limits.maxTotalBytes) return undefined;
  return `the manifests hold ${total} bytes together and the limit is ${limits.maxTotalBytes}; point the source's path at the folder of the manifests alone`;
}

/** Orders texts by their UTF-8 bytes, which is the order in which Git keeps names. */
export function compareBytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
