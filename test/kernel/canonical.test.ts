// What the kernel printed for rules that others wrote: ours is the same text where the compiler could make the rule, and the rest is kept to the byte.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { canonicalRule } from '../../src/ruleset/canonical.ts';
import { readRuleset } from '../../src/ruleset/read.ts';
import { printRule } from '../../src/ruleset/rule.ts';
import { readTable } from './corpora.ts';
import { parseRule } from './rule-parser.ts';
import { compileFiles, readFolder } from './rulesets.ts';

interface Printed {
  readonly family: Family;
  readonly chain: string;
  /** Everything behind `-A CHAIN `. */
  readonly text: string;
}

const extensions = await readTable('extension_canonical.tsv');
const rules = await readTable('rule_canonical.tsv');

/** Each text that a backend printed, once. */
function printed(): readonly Printed[] {
  const cells = [
    ...extensions.flatMap((row) => [
      ['ipv4', row.nft_v4],
      ['ipv4', row.legacy_v4],
      ['ipv6', row.nft_v6],
      ['ipv6', row.legacy_v6],
    ]),
    ...rules.flatMap((row) => [
      [row.fam === '6' ? 'ipv6' : 'ipv4', row.nft_canonical],
      [row.fam === '6' ? 'ipv6' : 'ipv4', row.legacy_canonical],
    ]),
  ];
  const found = new Map<string, Printed>();
  for (const [family, cell = ''] of cells) {
    const [, chain, text = ''] = /^-A (\S+)(?: (.*))?$/.exec(cell) ?? [];
    if (chain === undefined || (family !== 'ipv4' && family !== 'ipv6')) continue;
    found.set(`${family} ${cell}`, { family, chain, text });
  }
  return [...found.values()];
}

test('the parser of this test reads every rule of the examples that are for any host', async () => {
  const folder = join(import.meta.dirname, '../../examples');
  let seen = 0;
  for (const name of await readdir(folder)) {
    const files = await readFolder(join(folder, name));
    if (files.some(({ bytes }) => /^kind: (Host|Zone)$/m.test(new TextDecoder().decode(bytes)))) continue;
    const desired = compileFiles(files);
    seen += 1;
    for (const family of families) {
      const texts = desired[family].tables.flatMap(({ chains }) =>
        chains.flatMap(({ rules }) => rules.map(({ text }) => text)),
      );
      expect(texts.length).toBeGreaterThan(10);
      const again = texts.map((text) => {
        const rule = parseRule(family, text);
        return rule === undefined ? `not read: ${text}` : printRule(family, rule);
      });
      expect(again).toEqual(texts);
    }
  }
  expect(seen).toBeGreaterThan(3);
});

describe.skipIf(extensions.length === 0)('rules of others (skipped where ../shared/corpora is missing)', () => {
  const all = printed();
  const parsed = all.flatMap((one) => {
    // Many are tests of one match and have no target.
    const text = / -[jg] /.test(` ${one.text}`) ? one.text : `${one.text} -j ACCEPT`.trimStart();
    const rule = parseRule(one.family, text);
    return rule === undefined ? [] : [{ ...one, text, rule }];
  });

  test('what the compiler could make, it prints as the kernel does', () => {
    expect(parsed.map(({ family, rule }) => `${family} ${printRule(family, rule)}`)).toEqual(
      parsed.map(({ family, text }) => `${family} ${text}`),
    );
  });

  test('that is a good part of them, and of many kinds', () => {
    const kinds = new Set(
      parsed.flatMap(({ rule }) => [...rule.selector.matches.map(({ kind }) => kind), rule.target.kind]),
    );
    expect([...kinds].toSorted()).toEqual([
      'accept',
      'clampMss',
      'conntrack',
      'destinationType',
      'drop',
      'extensionHeader',
      'goto',
      'hashlimit',
      'icmp',
      'jump',
      'log',
      'ports',
      'recent',
      'reject',
      'return',
      'reversePath',
      'set',
      'setMark',
      'tcpFlags',
    ]);
    // Of 2,523 texts, when this was written.
    expect(parsed.length).toBeGreaterThan(700);
  });

  test('whatever was printed is kept to the byte, and is its own canonical text but for names of protocols', () => {
    for (const { family, chain, text } of all) {
      const line = text === '' ? `[1:2] -A ${chain}` : `[1:2] -A ${chain} ${text}`;
      const read = readRuleset(family, `*filter\n:${chain} - [0:0]\n${line}\nCOMMIT\n`);
      if (!read.ok) throw new Error(`${read.error.message}: ${line}`);
      expect(read.value.tables.get('filter')?.chains.get(chain)?.rules).toEqual([{ text, packets: 1, bytes: 2 }]);
    }
  });

  test('no two rules of one kernel that differ have the same canonical text', () => {
    for (const family of families) {
      const texts = new Set(all.filter((one) => one.family === family).map(({ text }) => text));
      const canonical = new Map<string, string>();
      for (const text of texts) {
        const known = canonical.get(canonicalRule(text));
        if (known !== undefined) expect(`${family} ${text}`).toBe(`${family} ${known}`);
        canonical.set(canonicalRule(text), text);
      }
    }
  });
});
