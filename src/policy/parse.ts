// From the files of a snapshot to manifests that fulfil their schema, and everything that is wrong with the others.

import { checkDocument, findingAt, limitFindings } from './check-schema.ts';
import type { Fault } from './fault.ts';
import type { Selector } from './generated/types.ts';
import {
  validateFirewallPolicy,
  validateFirewallProfile,
  validateHost,
  validateNatPolicy,
  validateNetworkSet,
  validatePolicyTest,
  validateService,
  validateZone,
} from './generated/validators.js';
import { isListPath } from './list-path.ts';
import type { Manifest, Plain } from './manifest.ts';
import { noMemo } from './memo.ts';
import { readNetworkList } from './network-list.ts';
import { emptyReading, type FileReading, isSourceFile, joinReadings, mergeReadings, refuseFile } from './reading.ts';
import type { Validator } from './schema-error.ts';
import type { SnapshotFile } from './snapshot.ts';
import { suggest } from './suggest.ts';
import { decodeText } from './text.ts';
import { type Finding, readDocuments, type YamlDocument } from './yaml.ts';

const apiVersion = 'gatewright.dev/v1alpha1';

const validators: Readonly<Record<Manifest['kind'], Validator<unknown>>> = {
  FirewallPolicy: validateFirewallPolicy,
  FirewallProfile: validateFirewallProfile,
  Host: validateHost,
  NatPolicy: validateNatPolicy,
  NetworkSet: validateNetworkSet,
  PolicyTest: validatePolicyTest,
  Service: validateService,
  Zone: validateZone,
};

const kinds: readonly string[] = Object.keys(validators);

/** Manifests and faults of all files that are called `*.yaml` or `*.yml`. What a file holds never makes it throw. */
export function readManifests(files: readonly SnapshotFile[]): FileReading {
  return joinReadings(files.filter(isSourceFile).map(readSourceFile), noMemo);
}

/** What one file holds, whatever it holds. */
export function readSourceFile(file: SnapshotFile): FileReading {
  return isListPath(file.path) ? { ...emptyReading, lists: [readNetworkList(file)] } : readManifestFile(file);
}

function readManifestFile({ path, bytes }: SnapshotFile): FileReading {
  const text = decodeText(bytes);
  if (!text.ok) return refuseFile(path, text.error.message, text.error);
  return mergeReadings([...readDocuments(path, text.value)].map(readManifest));
}

function readManifest(document: YamlDocument): FileReading {
  const { value, source, places, syntaxFaults, faults } = document;
  if (syntaxFaults.length > 0) return { ...emptyReading, faults: withSubject(syntaxFaults, '') };
  if (value === null && faults.length === 0) return emptyReading;
  if (!isObject(value)) return { ...emptyReading, faults: withSubject(refuseShape(document), '') };
  const kind = readKind(document);
  const findings = kind === undefined ? refuseHeader(document) : checkDocument(document, validators[kind]);
  if (findings.length === 0)
    return { ...emptyReading, manifests: [{ ...(value as unknown as Manifest), source, places }] };
  const subject = nameSubject(document);
  const hostSelector = readSelector(document, findings);
  return {
    ...emptyReading,
    faults: withSubject(findings, subject),
    refused: hostSelector === undefined ? [] : [{ subject, hostSelector }],
  };
}

function withSubject(findings: readonly Finding[], subject: string): readonly Fault[] {
  return findings.map((finding) => ({ ...finding, subject }));
}

function refuseShape(document: YamlDocument): readonly Finding[] {
  if (document.faults.length > 0) return document.faults;
  const found = Array.isArray(document.value) ? 'a list' : JSON.stringify(String(document.value).slice(0, 80));
  return [findingAt(document, '', `found ${found}, allowed a manifest: apiVersion, kind, metadata and spec`)];
}

function readKind({ value }: YamlDocument): Manifest['kind'] | undefined {
  const kind = isObject(value) ? value.kind : undefined;
  return typeof kind === 'string' && isKind(kind) ? kind : undefined;
}

function isKind(kind: string): kind is Manifest['kind'] {
  return Object.hasOwn(validators, kind);
}

/** Without a kind that we know there is no schema, so only the first two fields can be judged. */
function refuseHeader(document: YamlDocument): readonly Finding[] {
  const value = isObject(document.value) ? document.value : {};
  const known = new Set(document.faults.map(({ pointer }) => pointer));
  const findings = listHeaderFaults(value).map(({ pointer, message }) => findingAt(document, pointer, message));
  return limitFindings([...document.faults, ...findings.filter(({ pointer }) => !known.has(pointer))]);
}

function listHeaderFaults(value: {
  readonly [key: string]: Plain;
}): readonly { readonly pointer: string; readonly message: string }[] {
  if (value.apiVersion === undefined && value.kind === undefined) {
    const message = `the fields \`apiVersion\` and \`kind\` are missing; write apiVersion: ${apiVersion} and one of the kinds ${kinds.join(', ')}`;
    return [{ pointer: '', message }];
  }
  return [
    ...(value.apiVersion === apiVersion
      ? []
      : [{ pointer: '/apiVersion', message: describeVersion(value.apiVersion) }]),
    { pointer: '/kind', message: describeKind(value.kind) },
  ];
}

function describeVersion(found: Plain | undefined): string {
  if (found === undefined) return `the field \`apiVersion\` is missing; write apiVersion: ${apiVersion}`;
  return `found apiVersion ${show(found)}, allowed ${apiVersion}`;
}

function describeKind(found: Plain | undefined): string {
  const allowed = kinds.join(', ');
  if (found === undefined) return `the field \`kind\` is missing; write one of ${allowed}`;
  if (found === 'ControllerConfiguration') {
    return 'this is the configuration of a controller, not a manifest; keep it on the host, outside the repository';
  }
  const hint = typeof found === 'string' ? suggest(found, kinds) : '';
  return `found kind ${show(found)}, allowed ${allowed}${hint}`;
}

/** `Kind/name` as far as both can be believed: the kind alone without a plain name, nothing where either is written twice. */
function nameSubject({ value, faults }: YamlDocument): string {
  const twice = ['', '/kind', '/metadata', '/metadata/name'];
  if (!isObject(value) || faults.some(({ pointer }) => twice.includes(pointer))) return '';
  const kind = readWord(value.kind);
  const name = isObject(value.metadata) ? readWord(value.metadata.name) : undefined;
  if (kind === undefined) return '';
  return name === undefined ? kind : `${kind}/${name}`;
}

/** A text that can stand in one line of output. */
function readWord(value: Plain | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,63}$/.test(value) ? value : undefined;
}

/** The selector, unless anything in it, or around it, is at fault. */
function readSelector({ value }: YamlDocument, findings: readonly Finding[]): Selector | undefined {
  const spec = isObject(value) ? value.spec : undefined;
  const selector = isObject(spec) ? spec.hostSelector : undefined;
  if (!isObject(selector)) return undefined;
  const around = ['', '/spec'];
  const spoilt = findings.some(
    ({ pointer }) => around.includes(pointer) || /^\/spec\/hostSelector(\/|$)/.test(pointer),
  );
  return spoilt ? undefined : (selector as unknown as Selector);
}

function isObject(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: Plain): string {
  return typeof value === 'object' ? 'nothing that is a text' : JSON.stringify(String(value).slice(0, 80));
}
