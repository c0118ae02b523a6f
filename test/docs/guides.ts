// The guides: pages of sections, in which iptables' own commands stand beside the manifests that do the same.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../src/policy/parse.ts';
import { selectForHost } from '../../src/policy/select.ts';
import { compileRuleset } from '../../src/ruleset/compile.ts';
import type { Desired } from '../../src/ruleset/ruleset.ts';
import { type Fact, parseFact } from './facts.ts';
import { codeBlocks, readPage, root } from './pages.ts';

export interface GuideSection {
  /** `docs/guides/nat.md: Masquerade`. */
  readonly name: string;
  /** Commands of iptables, ip6tables, ipset and sysctl, one a line; none where the section needs none. */
  readonly commands: readonly string[];
  /** The manifests, with those of the page's site before them; absent where the section shows none. */
  readonly manifests?: string;
  readonly facts: readonly Fact[];
}

/** Pages with recipes, the overview first. */
export const guidePages: readonly string[] = [
  'docs/recipes.md',
  ...readdirSync(join(root, 'docs/guides'))
    .toSorted()
    .map((name) => `docs/guides/${name}`),
];

/** Host and zones that all sections of a page share stand below this heading. */
const siteHeading = 'The site';

/** The sections of every page that show commands, manifests or facts. */
export function listGuideSections(): readonly GuideSection[] {
  return guidePages.flatMap((path) => {
    const parts = splitSections(readPage(path));
    const site = parts.filter(({ heading }) => heading === siteHeading).flatMap(({ text }) => codeBlocks(text, 'yaml'));
    const others = parts.filter(({ heading }) => heading !== siteHeading);
    return others.flatMap(({ heading, text }) => {
      const yaml = codeBlocks(text, 'yaml');
      const commands = codeBlocks(text, 'sh').flatMap(listCommands);
      const facts = codeBlocks(text, 'text').flatMap(listFacts);
      if (yaml.length === 0 && commands.length === 0 && facts.length === 0) return [];
      const isWhole = yaml.some((block) => block.startsWith('# without the site above'));
      const all = isWhole ? yaml : [...site, ...yaml];
      const manifests = yaml.length === 0 ? {} : { manifests: all.join('---\n') };
      return [{ name: `${path}: ${heading}`, commands, facts, ...manifests }];
    });
  });
}

/** What the host of a section must enforce. Throws what is wrong with them; a warning is wrong, too. */
export function compileGuide(manifests: string): Desired {
  const [, name = 'host'] = /^kind: Host\nmetadata: *(?:\{name: |\n +name: )([a-z0-9-]+)/m.exec(manifests) ?? [];
  const read = readManifests([{ path: 'a.yaml', digest: manifests, bytes: new TextEncoder().encode(manifests) }]);
  const selected = selectForHost(read.manifests, { name, labels: {}, readFaults: read.faults });
  if (!selected.ok) throw new Error(JSON.stringify(selected.error.faults));
  if (selected.value.warnings.length > 0) throw new Error(JSON.stringify(selected.value.warnings));
  return compileRuleset(selected.value);
}

interface Part {
  readonly heading: string;
  readonly text: string;
}

function splitSections(page: string): readonly Part[] {
  return page.split(/^##+ /m).map((part) => {
    const end = part.indexOf('\n');
    return { heading: part.slice(0, end), text: part.slice(end + 1) };
  });
}

/** Comments left out, lines that end in a backslash joined. */
function listCommands(block: string): readonly string[] {
  const lines = block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter((line) => line !== '');
  return lines.every((line) => /^(iptables|ip6tables|ipset|sysctl) /.test(line)) ? lines : [];
}

function listFacts(block: string): readonly Fact[] {
  const lines = block.split('\n').filter((line) => line !== '');
  return lines.every((line) => /^(in|through|out) /.test(line)) ? lines.map(parseFact) : [];
}
