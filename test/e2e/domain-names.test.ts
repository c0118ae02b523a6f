// Domain names in the policies of a running controller: asked for beside the passes, kept while nobody answers, at a restart too.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isReady, programOfSuite, setStage } from './stage.ts';

const bundle = programOfSuite();
const name = 'guest.example.test';

const files = {
  'policy.yaml': `apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata: {name: guests}
spec:
  hostSelector: {}
  ingress:
    - {name: by-name, action: Allow, services: [http], from: [{domainNames: [${name}]}]}
`,
};

test('a name is answered after the first pass, by entries alone, and the answer outlives silence and a restart', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const hosts = join(stage.folder, 'hosts');
  const mounted = `mount --bind ${hosts} /etc/hosts && exec "$@"`;
  const behind = ['unshare', '--mount', 'sh', '-c', mounted, 'sh'];
  await writeFile(hosts, `127.0.0.1 localhost\n192.0.2.77 ${name}\n2001:db8::77 ${name}\n`);
  await stage.repository.commitFiles(files);
  await stage.configure();

  const first = await stage.start({ behind });
  const { status } = await stage.until(
    'the name is answered',
    (host) => isReady(host) && host.status.plan?.entriesAdded === 2,
  );
  expect(status.plan).toMatchObject({ added: 0, removed: 0, replaced: 0 });
  const sets = await stage.run('ipset', ['save']);
  expect(sets).toMatch(/^add gw4-names\.[0-9a-f]{8} 192\.0\.2\.77 ?$/m);
  expect(sets).toMatch(/^add gw6-names\.[0-9a-f]{8} 2001:db8::77 ?$/m);
  expect(status.drift.repairs).toBe(0);
  expect((await first.end('SIGTERM')).code).toBe(0);

  // Nobody knows the name any more, and somebody has emptied the sets: what was answered last comes back.
  await writeFile(hosts, '127.0.0.1 localhost\n');
  for (const [, set = ''] of sets.matchAll(/^create (gw\d-names\S+)/gm)) await stage.run('ipset', ['flush', set]);
  const second = await stage.start({ behind });
  expect(isReady(await stage.reconcile())).toBe(true);
  expect((await stage.run('ipset', ['save'])).replaceAll(/ initval \S+/g, '')).toContain(' 192.0.2.77');
  expect((await second.end('SIGTERM')).code).toBe(0);
});
