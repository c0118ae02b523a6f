// The policies of INPUT and FORWARD by the whole program: set behind the rules, kept, and given back.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Family, families } from '../../src/policy/family.ts';
import { programOfSuite, type Stage, setStage } from '../e2e/stage.ts';
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
  const policies = async (family: Family) =>
    [...(await stage.save(family)).matchAll(/^:(INPUT|FORWARD|OUTPUT) (\w+)/gm)].map(
      ([, chain, is]) => `${chain} ${is}`,
    );
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
});
