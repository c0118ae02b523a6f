// Builders for tests: YAML text in, manifests out, by the way that files of a repository take.

import type { Manifest } from '../../src/policy/manifest.ts';
import { readManifests } from '../../src/policy/parse.ts';

/** Manifests of those files (path → text); throws when reading finds a fault, so that a test's own mistake is seen. */
export function readYaml(files: Readonly<Record<string, string>>): readonly Manifest[] {
  const snapshot = Object.entries(files).map(([path, text]) => ({
    path,
    digest: path,
    bytes: new TextEncoder().encode(text),
  }));
  const { manifests, faults } = readManifests(snapshot);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return manifests;
}

/** One document: kind, name, and the lines of its spec without their indentation of two. */
export function document(kind: string, name: string, spec: string, labels = ''): string {
  const lines = spec.split('\n').map((line) => `  ${line}`);
  const metadata = labels === '' ? `{name: ${name}}` : `{name: ${name}, labels: ${labels}}`;
  return ['apiVersion: gatewright.dev/v1alpha1', `kind: ${kind}`, `metadata: ${metadata}`, 'spec:', ...lines, ''].join(
    '\n',
  );
}

/** A policy for every host with those rules; the first rule stands at line 7. */
export function policy(name: string, direction: 'ingress' | 'egress' | 'forward', ...rules: readonly string[]): string {
  return document(
    'FirewallPolicy',
    name,
    ['hostSelector: {}', `${direction}:`, ...rules.map((rule) => `- ${rule}`)].join('\n'),
  );
}
