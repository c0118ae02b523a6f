// The policies of INPUT and FORWARD by the whole program: set behind the rules, kept, and given back.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { keepBuiltinPolicies } from '../../src/controller/builtin-policies.ts';
import { type Family, families } from '../../src/policy/family.ts';
import { programOfSuite, type Stage, setStage } from '../e2e/stage.ts';
import { dmz, enforce, lan, makeGateway, manifest, tryTcp, wan } from './gateway.ts';
import { dataplaneOf, observe } from './rulesets.ts';
import { backends } from './world.ts';

const bundle = programOfSuite();

const document = (kind: string, name: string, spec: string) =>
  `---\n{apiVersion: gatewright.dev/v1alpha1, kind: ${kind}, metadata: {name: ${name}}, spec: ${spec}}\n`;
const policy = document(
  'FirewallPolicy',
  'ssh',
  '{hostSelector: {}, ingress: [{name: ssh, action: Allow, services: [ssh]}]}',
);
const profile = (builtinPolicy: string) =>
  policy + document('FirewallProfile', 'site', `{hostSelector: {}, defaults: {builtinPolicy: ${builtinPolicy}}}`);

describe.each(backends)('on %s', (backend) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
  });

  const apply = async (text: string) => {
    const path = join(stage.folder, 'manifests');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'a.yaml'), text);
    return stage.gatewright(['apply', path]);
  };
  /** raw and nat have built-in chains of these names, too. */
  const filter = (family: Family) => stage.run(`${tool(family)}-save`, ['-t', 'filter']);
  const policies = async (family: Family) =>
    [...(await filter(family)).matchAll(/^:(INPUT|FORWARD|OUTPUT) (\w+)/gm)].map(([, chain, is]) => `${chain} ${is}`);
  const dropped = ['INPUT DROP', 'FORWARD DROP', 'OUTPUT ACCEPT'];
  const open = ['INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT'];
  const tool = (family: Family) => `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}`;

  test('Drop is set in both families, kept against others, and a second pass writes nothing', async () => {
    expect((await apply(profile('Drop'))).stderr).toContain('ipv6 filter FORWARD: policy set to DROP (it was ACCEPT)');
    for (const family of families) expect(await policies(family)).toEqual(dropped);
    const rules = await stage.kernel();
    expect(await apply(profile('Drop'))).toMatchObject({ code: 0, stdout: 'nothing to change\n', stderr: '' });
    await stage.run(tool('ipv6'), ['-w', '5', '-P', 'INPUT', 'ACCEPT']);
    expect((await apply(profile('Drop'))).stderr).toBe('ipv6 filter INPUT: policy set to DROP (it was ACCEPT)\n');
    expect(await stage.kernel()).toBe(rules);
  });

  test('Keep gives back what was there, and leaves alone what others have set since', async () => {
    await apply(profile('Drop'));
    await apply(profile('Keep'));
    for (const family of families) expect(await policies(family)).toEqual(open);
    await stage.run(tool('ipv4'), ['-w', '5', '-P', 'FORWARD', 'DROP']);
    await apply(profile('Drop'));
    await apply(profile('Keep'));
    expect(await policies('ipv4')).toEqual(['INPUT ACCEPT', 'FORWARD DROP', 'OUTPUT ACCEPT']);
    expect(await policies('ipv6')).toEqual(open);
  });

  test('uninstall gives back what was there, before the rules go', async () => {
    await stage.run(tool('ipv4'), ['-w', '5', '-P', 'FORWARD', 'DROP']);
    await apply(profile('Drop'));
    expect((await stage.gatewright(['uninstall'])).code).toBe(0);
    expect(await policies('ipv4')).toEqual(['INPUT ACCEPT', 'FORWARD DROP', 'OUTPUT ACCEPT']);
  });

  test.each(families)(
    'what no rule decides is dropped by it, and what rules let through is not, in %s',
    async (family) => {
      const world = await makeGateway({ backend, onEnd: onTestFinished });
      const selected = document('Host', 'gw', '{zones: {lan: [lan0], wan: [wan0]}}');
      const both = '{from: [{zones: [lan]}], name: out, action: Allow, services: [http]}';
      const text = `${selected}${document('Zone', 'lan', '{}')}${document('Zone', 'wan', '{external: true}')}${manifest('FirewallPolicy', 'out', `forward: [${both}]`)}`;
      const web = async (from: typeof lan) => await tryTcp(world, from, { host: wan[family], port: 80 });
      await enforce(world, text);
      // The dmz belongs to no zone.
      expect([await web(lan), await web(dmz)]).toEqual(['connected', 'connected']);
      const store = { loadRemembered: async () => ({}), saveRemembered: async () => undefined };
      const kept = await keepBuiltinPolicies(
        { dataplane: dataplaneOf(world), store, signal: new AbortController().signal },
        {
          profile: { builtinPolicy: 'Drop', origin: { file: 'p.yaml', line: 1, column: 1, endLine: 1 } },
          beside: { extent: 'All', allows: () => true },
        },
        await observe(world),
      );
      expect([kept.problems, kept.written.length]).toEqual([[], 4]);
      await world.flushConntrack();
      expect([await web(lan), await web(dmz)]).toEqual(['connected', 'timeout']);
    },
  );
});
