// Every manifest in the guides compiles without a warning, and its facts hold; commands never stand without a manifest that does the same.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { simulateRuleset } from '../../src/simulator/simulate.ts';
import { parseFact, tellFact } from './facts.ts';
import { compileGuide, guidePages, listGuideSections } from './guides.ts';
import { readPage, root } from './pages.ts';

const sections = listGuideSections();

test('there are recipes', () => {
  expect(sections.filter(({ commands }) => commands.length > 0).length).toBeGreaterThan(10);
});

test('commands stand beside manifests, with facts that hold for both', () => {
  const alone = sections.filter(
    ({ commands, manifests, facts }) => commands.length > 0 && (manifests === undefined || facts.length < 2),
  );
  expect(alone.map(({ name }) => name)).toEqual([]);
});

test('no two sections have one name', () => {
  const names = sections.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the tests that the guides name exist', () => {
  const named = guidePages.flatMap((page) =>
    [...readPage(page).matchAll(/(?:test\/kernel\/)?([a-z0-9-]+\.test\.ts)/g)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(join(root, 'test/kernel', name)))).toEqual([]);
});

describe.each(sections.flatMap(({ manifests = '', ...rest }) => (manifests === '' ? [] : [{ ...rest, manifests }])))(
  '$name',
  ({ manifests, facts }) => {
    test('its manifests do what it says', () => {
      const simulate = simulateRuleset(compileGuide(manifests));
      expect(facts.map((fact) => tellFact(fact, simulate))).toEqual(facts.map(({ line }) => line));
    });
  },
);

test('a fact that is wrong would be told', () => {
  const manifests =
    'apiVersion: gatewright.dev/v1alpha1\nkind: FirewallPolicy\nmetadata: {name: p}\nspec: {hostSelector: {}, ingress: [{name: r, action: Allow, services: [ssh]}]}\n';
  const simulate = simulateRuleset(compileGuide(manifests));
  const wrong = parseFact('in eth0 198.51.100.7 > 192.0.2.1 tcp 80: allowed');
  expect(tellFact(wrong, simulate)).toBe('in eth0 198.51.100.7 > 192.0.2.1 tcp 80: dropped');
});
