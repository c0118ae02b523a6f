// Kernel parameters by the whole program: reported or enforced, put back, and forwarding never without the rules.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
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
const profile = (more: string) => policy + document('FirewallProfile', 'site', `{hostSelector: {}, ${more}}`);
const redirects = 'net.ipv4.conf.all.accept_redirects';

describe.each(backends)('on %s', (backend) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage({ bundle: bundle(), onEnd: onTestFinished, backend });
    await stage.run('sysctl', [
      '-q',
      '-w',
      `${redirects}=1`,
      'net.ipv4.ip_forward=0',
      'net.ipv6.conf.all.forwarding=0',
    ]);
  });

  const read = async (name: string) => (await stage.run('sysctl', ['-n', name])).trim();
  const folder = async (text: string) => {
    const path = join(stage.folder, 'manifests');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'a.yaml'), text);
    return path;
  };
  const apply = async (text: string) => stage.gatewright(['apply', await folder(text)]);

  test('Report tells what differs, with its place, and changes nothing', async () => {
    const { code, stderr } = await apply(profile(`sysctls: {values: {${redirects}: 0}}`));
    expect([code, await read(redirects)]).toEqual([0, '1']);
    expect(stderr).toContain(
      `warning: a.yaml:4:166: FirewallProfile/site: ${redirects} is 1 on this host and should be 0; set it, or write mode: Enforce`,
    );
  });

  test('Enforce writes both families, keeps it so, and uninstall puts back what was there', async () => {
    const text = profile(
      `sysctls: {mode: Enforce, values: {${redirects}: 0, net.ipv4.ip_forward: 1, net.ipv6.conf.all.forwarding: "1"}}, coexistence: {unmanagedForward: Deny}`,
    );
    const plan = await stage.gatewright(['plan', await folder(text)]);
    expect([plan.code, plan.stdout]).toEqual([1, expect.stringContaining('sysctl net.ipv4.ip_forward: 0 to 1\n')]);
    expect((await apply(text)).code).toBe(0);
    const values = async () => [
      await read(redirects),
      await read('net.ipv4.ip_forward'),
      await read('net.ipv6.conf.all.forwarding'),
    ];
    expect(await values()).toEqual(['0', '1', '1']);
    await stage.run('sysctl', ['-q', '-w', `${redirects}=1`]);
    const repaired = await apply(text);
    expect(repaired.stderr).toContain(`${redirects}: set to 0 (it was 1)`);
    expect(await values()).toEqual(['0', '1', '1']);
    expect((await stage.gatewright(['uninstall'])).code).toBe(0);
    expect(await values()).toEqual(['1', '0', '0']);
  });

  test('an interface that appears after its commit gets its parameters with the next commit, and has them whenever it comes back', async () => {
    const names = ['net.ipv4.conf.late0.rp_filter', 'net.ipv6.conf.late0.accept_ra'];
    const values = () => Promise.all(names.map(read));
    const text = (port: number) =>
      profile(`sysctls: {mode: Enforce, values: {${names.map((name) => `${name}: "2"`).join(', ')}}}`) +
      document(
        'FirewallPolicy',
        'web',
        `{hostSelector: {}, ingress: [{name: web, action: Allow, ports: [{protocol: TCP, ports: [${port}]}]}]}`,
      );
    const appear = () => stage.run('ip', ['link', 'add', 'late0', 'type', 'veth', 'peer', 'late1']);
    const lacking = await apply(text(8000));
    expect(lacking.stderr).toContain(`The kernel has no parameter ${names[0]}`);
    await appear();
    const before = await values();
    const told = await apply(text(8000));
    expect(told.stderr).toContain(`${names[1]} is ${before[1]} and must be 2: it did not stand when this revision`);
    expect(await values()).toEqual(before);
    expect(await apply(text(8001))).toMatchObject({ code: 0 });
    expect(await values()).toEqual(['2', '2']);
    await stage.run('ip', ['link', 'del', 'late0']);
    await appear();
    expect(await values()).toEqual(before);
    await apply(text(8001));
    expect(await values()).toEqual(['2', '2']);
  });

  test('a value that leaves the manifest is put back, and one that somebody else has set since stays', async () => {
    await apply(profile(`sysctls: {mode: Enforce, values: {${redirects}: 0, net.ipv4.conf.all.log_martians: 1}}`));
    await stage.run('sysctl', ['-q', '-w', 'net.ipv4.conf.all.log_martians=0']);
    expect((await apply(profile('icmp: {}'))).code).toBe(0);
    expect([await read(redirects), await read('net.ipv4.conf.all.log_martians')]).toEqual(['1', '0']);
  });

  test('what the kernel refuses or lacks is told, and the rules stand all the same', async () => {
    const { code, stderr } = await apply(
      profile('sysctls: {mode: Enforce, values: {net.ipv4.ip_default_ttl: 100000, net.ipv4.conf.none.rp_filter: 1}}'),
    );
    expect(code).toBe(5);
    expect(stderr).toContain('net.ipv4.ip_default_ttl could not be set to 100000: EINVAL');
    expect(stderr).toContain('The kernel has no parameter net.ipv4.conf.none.rp_filter');
    expect(await stage.save('ipv4')).toContain('-A INPUT -j GW-IN');
  });

  test('forwarding on a host without zones is told loudly by plan and apply', async () => {
    await stage.run('sysctl', ['-q', '-w', 'net.ipv4.ip_forward=1']);
    const warning = 'forwarding is switched on (net.ipv4.ip_forward) and host';
    expect((await stage.gatewright(['plan', await folder(profile('icmp: {}'))])).stderr).toContain(warning);
    expect((await apply(profile('icmp: {}'))).stderr).toContain(warning);
    expect((await apply(profile('coexistence: {unmanagedForward: Deny}'))).stderr).toBe('');
  });
});
