// What no schema can see: rules across fields and across documents. All faults at once.

import { checkDomainNames } from './domain-names.ts';
import { compareFaults, type Fault } from './fault.ts';
import { findIdleHelper } from './helpers.ts';
import type { Manifest } from './manifest.ts';
import { type Memo, noMemo } from './memo.ts';
import { checkIncludeCycles, checkReferences, checkUniqueManifests } from './references.ts';
import { faultAt, gatherRepository, isKind, type ManifestOf, type Repository } from './repository.ts';
import { checkRollout } from './resolve-rollout.ts';
import { checkSchedules } from './schedule.ts';
import { findService } from './services.ts';
import { checkSetSizes } from './set-size.ts';
import { checkBursts } from './validate-bursts.ts';
import { checkConditions } from './validate-conditions.ts';
import { checkHardening } from './validate-hardening.ts';
import { checkHostInterfaces } from './validate-hosts.ts';
import { checkNat } from './validate-nat.ts';
import { checkTraffic } from './validate-peers.ts';
import { checkFailsafe, checkPolicies } from './validate-rules.ts';
import { checkPolicyTests } from './validate-tests.ts';
import { checkVariables } from './variables.ts';

/** Each sees the whole repository and tells all that it finds. */
const checks: readonly ((repository: Repository, memo: Memo) => readonly Fault[])[] = [
  checkUniqueManifests,
  checkReferences,
  checkIncludeCycles,
  checkSetSizes,
  checkDomainNames,
  checkServices,
  checkHostInterfaces,
  checkSelectors,
  checkVariables,
  checkPolicies,
  checkFailsafe,
  checkNat,
  checkBursts,
  checkHardening,
  checkRollout,
  checkSchedules,
  checkPolicyTests,
];

export interface ValidateOptions {
  /** What reading the manifests told: a name that was refused there is not called unknown here. */
  readonly readFaults?: readonly Fault[];
}

/**
 * What is wrong with manifests that each fulfil their schema, sorted by place; without the faults that reading gave.
 *
 * `subject` says whose fault it is. Whether that refuses a host is for `selectForHost` to say.
 */
export function validateManifests(manifests: readonly Manifest[], options: ValidateOptions = {}): readonly Fault[] {
  return validateRepository(gatherRepository(manifests, options.readFaults ?? []));
}

/** The same for manifests that are gathered already. */
export function validateRepository(repository: Repository, memo: Memo = noMemo): readonly Fault[] {
  return checks.flatMap((check) => check(repository, memo)).sort(compareFaults);
}

function checkServices(repository: Repository): readonly Fault[] {
  return repository.manifests.flatMap((manifest) => {
    if (!isKind(manifest, 'Service')) return [];
    const { name } = manifest.metadata;
    const builtIn = `${name} is a built-in service and cannot be defined again; choose another name, such as site-${name}`;
    const taken = findService(name) === undefined ? [] : [faultAt(manifest, '/metadata/name', builtIn)];
    return [...taken, ...checkTraffic(manifest, manifest.spec, '/spec'), ...checkHelper(manifest, repository)];
  });
}

function checkHelper(manifest: ManifestOf<'Service'>, repository: Repository): readonly Fault[] {
  const { helper } = manifest.spec;
  if (helper === undefined) return [];
  const idle = findIdleHelper(manifest.metadata.name, helper, repository.byKind.Service);
  return idle === undefined ? [] : [faultAt(manifest, '/spec/helper', idle)];
}

function checkSelectors(repository: Repository, memo: Memo): readonly Fault[] {
  return repository.manifests.flatMap((manifest) =>
    memo.keep('selector faults', manifest, () => checkConditions(manifest, manifest.spec, '/spec')),
  );
}
