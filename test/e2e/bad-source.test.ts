// A source or a webhook that fails: the old rules stay enforced and repaired, the status says why, and nothing is lost.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRepository } from '../fixtures/git-repository.ts';
import { createSshKey } from '../fixtures/sshd.ts';
import { heldBy, meantBy } from './kernel.ts';
import { type Controller, isReady, policyText, programOfSuite, readiness, type Stage, setStage } from './stage.ts';
import { createWebhook } from './webhook.ts';

const bundle = programOfSuite();
const good = { 'policy.yaml': policyText([8000]) };

interface BadSource {
  readonly what: string;
  /** The source of the configuration. */
  readonly source: (stage: Stage) => Promise<unknown>;
  readonly reason: string;
  /** `Reconciling` where time may mend it, else `Stalled`. */
  readonly condition: 'Reconciling' | 'Stalled';
  readonly message: RegExp;
}

async function sshSource(
  stage: Stage,
  spoil: (files: { keyFile: string; knownHostsFile: string }) => Promise<unknown>,
) {
  const { ready } = await stage.serve(['sshd', stage.folder]);
  const { keyFile, knownHostsFile, url } = ready as { keyFile: string; knownHostsFile: string; url: string };
  await spoil({ keyFile, knownHostsFile });
  return {
    git: { url: `${url}${stage.repository.path}`, interval: '1s', auth: { sshKeyFile: keyFile, knownHostsFile } },
  };
}

const cases: readonly BadSource[] = [
  {
    what: 'a Git server that nobody runs',
    source: async () => ({ git: { url: 'https://127.0.0.1:9/firewall.git', interval: '1s' } }),
    reason: 'SourceUnreachable',
    condition: 'Reconciling',
    message: /https:\/\/127\.0\.0\.1:9\/firewall\.git cannot be reached: nothing accepts connections there/,
  },
  {
    what: 'a Git server with another host key',
    source: (stage) =>
      sshSource(stage, async ({ knownHostsFile }) => {
        const other = await createSshKey(stage.folder, 'another');
        const [host] = (await stage.run('cat', [knownHostsFile])).split(' ');
        await writeFile(knownHostsFile, `${host} ${await stage.run('cat', [`${other}.pub`])}`);
      }),
    reason: 'HostKeyRefused',
    condition: 'Stalled',
    message: /shows another host key than the known one; .*source\.git\.auth\.knownHostsFile/,
  },
  {
    what: 'an ssh key that the server does not know',
    source: (stage) =>
      sshSource(stage, async ({ keyFile }) => {
        await rm(keyFile);
        await rm(`${keyFile}.pub`);
        await createSshKey(join(stage.folder, 'sshd'), 'client');
      }),
    reason: 'AuthenticationFailed',
    condition: 'Stalled',
    message: /does not accept our ssh key; check source\.git\.auth\.sshKeyFile/,
  },
  {
    what: 'a bad token',
    source: async (stage) => {
      const server = await stage.serve(['https', stage.folder, stage.folder, 'the-right-token']);
      const { caFile, url } = server.ready as { readonly caFile: string; readonly url: string };
      const tokenFile = join(stage.folder, 'token');
      await writeFile(tokenFile, 'the-wrong-token\n');
      return { git: { url: `${url}firewall/.git`, interval: '1s', auth: { tokenFile, caFile } } };
    },
    reason: 'AuthenticationFailed',
    condition: 'Stalled',
    message: /does not let us in; check that source\.git\.auth\.tokenFile holds a token/,
  },
  {
    what: 'a token file that is not there',
    source: async () => ({
      git: { url: 'https://localhost/x.git', interval: '1s', auth: { tokenFile: '/nonexistent/token' } },
    }),
    reason: 'CredentialUnreadable',
    condition: 'Stalled',
    message: /\/nonexistent\/token/,
  },
  {
    what: 'an empty repository',
    source: async (stage) => {
      const { path } = await createRepository(join(stage.folder, 'empty'));
      return { git: { url: path, interval: '1s' } };
    },
    reason: 'EmptyRepository',
    condition: 'Stalled',
    message: /has no commit yet; push the manifests to the branch main/,
  },
  {
    what: 'a branch that is not there',
    source: async ({ repository }) => ({ git: { url: repository.path, branch: 'production', interval: '1s' } }),
    reason: 'BranchNotFound',
    condition: 'Stalled',
    message: /has no branch production; it has main; check source\.git\.branch/,
  },
  {
    what: 'a folder that is not there',
    source: async () => ({ directory: { path: '/nonexistent/firewall', interval: '1s' } }),
    reason: 'DirectoryUnreadable',
    condition: 'Stalled',
    message: /\/nonexistent\/firewall/,
  },
];

test.each(cases)('$what: told as $reason, the old rules stay and are repaired, and the way back works', async (bad) => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  await stage.repository.commitFiles(good);
  const controller = await stage.start();
  await stage.until('the first commit is enforced', isReady);

  await stage.configure({ source: await bad.source(stage) });
  const { status } = await stage.until('the refusal is told', (host) => readiness(host).reason === bad.reason);
  const condition = status.conditions.find(({ type }) => type !== 'Ready');
  expect(condition).toMatchObject({ type: bad.condition, status: 'True', reason: bad.reason });
  expect(condition?.message).toMatch(bad.message);
  expect(await heldBy(stage)).toEqual(meantBy(good));
  await expectRepaired(stage);

  await stage.configure();
  await stage.until('the old source works again', isReady);
  expect(await controller.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

/** Drift is repaired at the next look at the kernel, source or not. */
async function expectRepaired(stage: Stage): Promise<void> {
  const { repairs } = (await stage.status()).status.drift;
  await stage.run('iptables-nft', ['-F', 'GW-IN-services']);
  await stage.until('drift is repaired', ({ status }) => status.drift.repairs > repairs);
  expect(await heldBy(stage)).toEqual(meantBy(good));
}

test('a host that never had a revision waits for its source, says so, and begins when it comes', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const url = join(stage.folder, 'later');
  await stage.configure({ source: { git: { url, interval: '1s' } } });
  const controller = await stage.start();
  const { status } = await stage.until('the refusal is told', (host) => readiness(host).reason !== 'Progressing');
  expect(status.conditions.map(({ type, status, message }) => [type, status, message])).toEqual([
    ['Ready', 'False', expect.stringMatching(/^No revision is enforced yet\. .*later/)],
    [expect.stringMatching(/Stalled|Reconciling/), 'True', expect.stringMatching(/later/)],
  ]);
  const command = await stage.gatewright(['status']);
  expect([command.code, command.stderr]).toEqual([1, '']);
  const blame = await stage.gatewright(['blame']);
  expect([blame.code, blame.stdout, blame.stderr]).toEqual([
    1,
    '',
    'gatewright: nothing is enforced yet: see gatewright status\n',
  ]);
  const repository = await createRepository(url);
  await repository.commitFiles(good);
  await stage.until('the first commit is enforced', isReady);
  expect(await heldBy(stage)).toEqual(meantBy(good));
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

test('a folder as the source is followed without Git', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const path = join(stage.folder, 'manifests');
  await mkdir(path);
  await writeFile(join(path, 'policy.yaml'), good['policy.yaml']);
  await stage.configure({ source: { directory: { path, interval: '1h' } } });
  const controller = await stage.start();
  await stage.until('the folder is enforced', isReady);
  expect(await heldBy(stage)).toEqual(meantBy(good));
  const next = { 'policy.yaml': policyText([8000, 8001]) };
  const before = (await stage.status()).status.lastAppliedRevision;
  await writeFile(join(path, 'policy.yaml'), next['policy.yaml']);
  await stage.until('the changed file is enforced', ({ status }) => status.lastAppliedRevision !== before);
  expect(await heldBy(stage)).toEqual(meantBy(next));
  expect((await controller.end('SIGTERM')).code).toBe(0);
});

describe('a webhook that fails', () => {
  const failures: readonly {
    readonly what: string;
    readonly answer: number | 'hang' | 'down';
    readonly lastError: string;
  }[] = [
    { what: 'is not there', answer: 'down', lastError: 'http://127.0.0.1:8080 refused the connection' },
    { what: 'answers 500', answer: 500, lastError: 'http://127.0.0.1:8080 answered 500' },
    { what: 'does not answer in time', answer: 'hang', lastError: 'http://127.0.0.1:8080 did not answer in time' },
  ];

  test.each(failures)(
    'that $what keeps no commit from the kernel, and is told everything afterwards',
    async ({ answer, lastError }) => {
      const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
      const webhook = createWebhook(stage);
      if (answer !== 'down') await webhook.up(answer);
      await stage.configure({ webhooks: [{ url: webhook.url, timeout: '1s' }] });
      const shas = [await stage.repository.commitFiles(good)];
      const controller: Controller = await stage.start();
      await stage.until('the first commit is enforced', isReady);
      const next = { 'policy.yaml': policyText([8000, 8001]) };
      shas.push(await stage.repository.commitFiles(next));
      await stage.reconcile();
      expect(await heldBy(stage)).toEqual(meantBy(next));
      const failing = await stage.until('the failure is told', ({ status }) => status.outbox.lastError !== undefined);
      expect(readiness(failing)).toEqual({ status: 'True', reason: 'Applied' });
      expect(failing.status.outbox).toMatchObject({ delivered: 0, lost: 0, lastError });
      const tries = webhook.told.length;
      await webhook.up();
      await stage.until('nothing waits any more', ({ status }) => status.outbox.pending === 0);
      const arrived = webhook.statuses().slice(tries);
      expect(arrived.map(({ status }) => status.commit?.sha)).toEqual(shas);
      expect((await controller.end('SIGTERM')).code).toBe(0);
    },
  );
});
