// How many chains stand one behind the other on a packet's longest way: nft bounds it, for goto as for jump.

import type { FinishedChain } from './finished-chain.ts';

type Way = Pick<FinishedChain, 'name' | 'targets'>;

/** How many chains nft allows one behind the other, not counting the built-in one. Legacy takes a thousand. */
export const maxChainDepth = 15;

/** Docker's own chain in front of ours, and the shadow beside an entry chain while several tables change. */
const besides = 2;

/** @throws where the kernel would refuse the chains: our own defect, whatever the manifests say. */
export function refuseDepth(chains: readonly Way[]): void {
  const depth = measureDepth(chains);
  if (depth + besides > maxChainDepth) throw new Error(`${depth} chains one behind the other are too many`);
}

/** The length of the longest way through `chains`, in chains; 1 where none leads to another. */
export function measureDepth(chains: readonly Way[]): number {
  const targets = new Map(chains.map(({ name, targets }) => [name, targets]));
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // A way that comes back to where it was has no end.
    depths.set(name, Number.POSITIVE_INFINITY);
    const below = (targets.get(name) ?? []).map(depthOf);
    const depth = 1 + Math.max(0, ...below);
    depths.set(name, depth);
    return depth;
  };
  return Math.max(0, ...chains.map(({ name }) => depthOf(name)));
}
