// The Git source against real servers on loopback: sshd, and HTTPS with a certificate of its own authority.

import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exec } from '../../src/adapters/exec.ts';
import { createCertificates, startGitServer, type TestGitServer } from '../fixtures/git-https.ts';
import { createRepository, type TestRepository } from '../fixtures/git-repository.ts';
import { createTestSource, type TestSource, type TestSourceOptions } from '../fixtures/git-source.ts';
import { freePort } from '../fixtures/ports.ts';
import { listProcesses } from '../fixtures/processes.ts';
import { createScratch, type Scratch } from '../fixtures/scratch.ts';
import { createSshKey, startSshd, type TestSshd } from '../fixtures/sshd.ts';

const token = 'tOkEn-5f2c9a7e-very-secret';
const basic = (user: string) => Buffer.from(`${user}:${token}`).toString('base64');

let scratch: Scratch;
let repository: TestRepository;

beforeAll(async () => {
  scratch = await createScratch('git-auth');
  repository = await createRepository(join(scratch.path, 'root/firewall'));
  await repository.commitFiles({ 'a.yaml': 'a\n' });
});
afterAll(() => scratch.dispose());

async function file(name: string, content: string): Promise<string> {
  const path = join(scratch.path, name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

/** The processes that any fetch of this test started and that still run. */
async function leftovers(source: TestSource): Promise<readonly string[]> {
  return (await listProcesses())
    .filter(
      ({ environment }) => environment.includes('GATEWRIGHT_GIT_RUN=') && environment.includes(source.stateDirectory),
    )
    .map(({ command }) => command);
}

/** The files below a folder that hold one of the texts. */
async function filesWith(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(path);
      return texts.some((text) => content.includes(text)) ? [path] : [];
    }),
  );
  return found.flat();
}

async function waitFor(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await what()) return;
    await sleep(25);
  }
  throw new Error('it did not come to pass');
}

describe('over ssh', () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await startSshd(scratch);
  });

  function sourceOf(options: Partial<TestSourceOptions> = {}) {
    const auth = { sshKeyFile: sshd.keyFile, knownHostsFile: sshd.knownHostsFile };
    return createTestSource(scratch, { url: sshd.url(repository.path), auth, ...options });
  }

  it('a snapshot comes with the right key from the right host', async () => {
    const source = sourceOf();
    expect((await source.take()).revision).toBe(`main@sha1:${await repository.git('rev-parse', 'HEAD')}`);
    expect((await readdir(source.stateDirectory)).sort()).toEqual(['git', 'ssh_config']);
  });

  it('a host key that is not known, or that changed, is refused', async () => {
    const auth = { sshKeyFile: sshd.keyFile, knownHostsFile: await file('empty_known_hosts', '') };
    expect(await sourceOf({ auth }).refusal()).toBe(
      `HostKeyRefused: the host key of ssh://127.0.0.1:${sshd.port}${repository.path} is not known; ` +
        "put it into source.git.auth.knownHostsFile after comparing it with the server's",
    );
    const other = await readFile(`${await createSshKey(scratch.path, 'other-host')}.pub`, 'utf8');
    auth.knownHostsFile = await file('changed_known_hosts', `[127.0.0.1]:${sshd.port} ${other}`);
    expect(await sourceOf({ auth }).refusal()).toBe(
      `HostKeyRefused: ssh://127.0.0.1:${sshd.port}${repository.path} shows another host key than the known one; ` +
        'if the server was really replaced, put its new key into source.git.auth.knownHostsFile',
    );
  });

  it('a key that the server does not know is refused, and works once it is replaced', async () => {
    const sshKeyFile = await createSshKey(scratch.path, 'stranger');
    const source = sourceOf({ auth: { sshKeyFile, knownHostsFile: sshd.knownHostsFile } });
    expect(await source.refusal()).toBe(
      `AuthenticationFailed: ssh://127.0.0.1:${sshd.port}${repository.path} does not accept our ssh key; check source.git.auth.sshKeyFile ` +
        "(no passphrase; a .pub file beside it must belong to it) and the key's right to read",
    );
    await writeFile(sshKeyFile, await readFile(sshd.keyFile));
    await rm(`${sshKeyFile}.pub`);
    expect((await source.take()).commit?.sha).toBe(await repository.git('rev-parse', 'HEAD'));
  });

  it('a key that is not there, not private or no key is told', async () => {
    const knownHostsFile = sshd.knownHostsFile;
    const missing = join(scratch.path, 'missing');
    expect(await sourceOf({ auth: { sshKeyFile: missing, knownHostsFile } }).refusal()).toBe(
      `CredentialUnreadable: ${missing} (source.git.auth.sshKeyFile) does not exist; mend the file or the path`,
    );
    expect(await sourceOf({ auth: { sshKeyFile: sshd.keyFile, knownHostsFile: missing } }).refusal()).toBe(
      `CredentialUnreadable: ${missing} (source.git.auth.knownHostsFile) does not exist; mend the file or the path`,
    );
    const open = await file('open_key', await readFile(sshd.keyFile, 'utf8'));
    await chmod(open, 0o644);
    expect(await sourceOf({ auth: { sshKeyFile: open, knownHostsFile } }).refusal()).toBe(
      'CredentialUnreadable: source.git.auth.sshKeyFile can be read by others, so ssh ignores it; chmod 600 it',
    );
    const noKey = await file('no_key', 'this is no key\n');
    expect(await sourceOf({ auth: { sshKeyFile: noKey, knownHostsFile } }).refusal()).toMatch(
      /^(CredentialUnreadable: source.git.auth.sshKeyFile is no private key|AuthenticationFailed: )/,
    );
  });

  it('paths with quotes, blanks and percent signs reach ssh as they are', async () => {
    const odd = join(scratch.path, "it's 100%h; touch x");
    await mkdir(odd);
    const sshKeyFile = join(odd, 'key %d');
    const knownHostsFile = join(odd, 'known hosts');
    await writeFile(sshKeyFile, await readFile(sshd.keyFile), { mode: 0o600 });
    await writeFile(knownHostsFile, await readFile(sshd.knownHostsFile));
    const source = sourceOf({ stateDirectory: join(odd, 'state'), auth: { sshKeyFile, knownHostsFile } });
    expect((await source.take()).files.length).toBe(1);
    expect(await sourceOf({ auth: { sshKeyFile: join(scratch.path, 'a"b') } }).refusal()).toMatch(
      /^CredentialUnreadable: /,
    );
  });

  it('a port on which nobody listens, and a name that does not resolve, are told', async () => {
    const port = await freePort();
    expect(await sourceOf({ url: `ssh://git@127.0.0.1:${port}/x` }).refusal()).toBe(
      `SourceUnreachable: ssh://127.0.0.1:${port}/x cannot be reached: nothing accepts connections there`,
    );
    expect(await sourceOf({ url: 'git@nowhere.invalid:x' }).refusal()).toBe(
      'SourceUnreachable: the name of the host in git@nowhere.invalid:x has no address; check the URL and DNS',
    );
    expect(await sourceOf({ url: sshd.url('/nowhere') }).refusal()).toBe(
      `SourceUnreachable: there is no repository at ssh://127.0.0.1:${sshd.port}/nowhere that we may see; check the URL and our rights`,
    );
  });

  it('a server that never answers costs the deadline, or until the caller goes, and leaves no process behind', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    scratch.defer(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    const port = address !== null && typeof address !== 'string' ? address.port : 0;
    const source = sourceOf({ url: `ssh://git@127.0.0.1:${port}/x`, deadlineMs: 700 });
    const started = performance.now();
    expect(await source.refusal()).toBe(
      `SourceUnreachable: ssh://127.0.0.1:${port}/x did not answer in time; check the network and the server, or raise source.git.timeout`,
    );
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await leftovers(source)).toEqual([]);

    const patient = sourceOf({ url: `ssh://git@127.0.0.1:${port}/x`, deadlineMs: 60_000 });
    const controller = new AbortController();
    const fetching = patient.fetch(controller.signal);
    await waitFor(async () => (await leftovers(patient)).some((command) => command.startsWith('ssh ')));
    controller.abort();
    await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });
    expect(await leftovers(patient)).toEqual([]);
    await expect(patient.fetch(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('over https', () => {
  let server: TestGitServer;
  let tokenFile: string;
  beforeAll(async () => {
    server = await startGitServer(scratch, join(scratch.path, 'root'), token);
    tokenFile = await file('token', `${token}\n`);
  });
  beforeEach(() => server.behave('serve'));

  function sourceOf(options: Partial<TestSourceOptions> = {}) {
    return createTestSource(scratch, {
      url: server.url('firewall'),
      auth: { tokenFile, caFile: server.caFile },
      ...options,
    });
  }
  const shown = () => server.url('firewall');

  it('a snapshot comes with the right token under the right authority', async () => {
    expect((await sourceOf().take()).commit?.sha).toBe(await repository.git('rev-parse', 'HEAD'));
    const withUser = sourceOf({ url: shown().replace('https://', 'https://deploy@') });
    expect((await withUser.take()).files.length).toBe(1);
  });

  it('a poll that finds nothing new asks once', async () => {
    const source = sourceOf();
    const before = await source.take();
    const asked = server.requests.length;
    expect(await source.take()).toBe(before);
    expect(server.requests.slice(asked)).toEqual([
      'GET /firewall/info/refs?service=git-upload-pack',
      'POST /firewall/git-upload-pack',
    ]);
  });

  it('a bad token, no token and an unreadable one are told, and a new one works at once', async () => {
    const rotated = await file('rotated', 'expired-token');
    const source = sourceOf({ auth: { tokenFile: rotated, caFile: server.caFile } });
    const refused =
      `AuthenticationFailed: ${shown()} does not let us in; ` +
      'check that source.git.auth.tokenFile holds a token that is valid and may read the repository';
    expect(await source.refusal()).toBe(refused);
    expect(await sourceOf({ auth: { caFile: server.caFile } }).refusal()).toBe(refused);
    await writeFile(rotated, '');
    expect(await source.refusal()).toBe(
      `CredentialUnreadable: ${rotated} (source.git.auth.tokenFile) is empty; mend the file or the path`,
    );
    await writeFile(rotated, 'two\nlines\n');
    expect(await source.refusal()).toMatch(/^CredentialUnreadable: .* holds more than one line of plain characters/);
    await rm(rotated);
    expect(await source.refusal()).toMatch(/^CredentialUnreadable: .* does not exist/);
    await symlink(tokenFile, rotated);
    expect((await source.take()).files.length).toBe(1);
  });

  it('another authority, none, and a file that is no certificate are told', async () => {
    const other = await createCertificates(scratch.path, 'other');
    const refused =
      `CertificateRefused: the certificate of ${shown()} is not one we trust; name the certificate of its authority in source.git.auth.caFile, ` +
      "and check the server's name and dates";
    expect(await sourceOf({ auth: { tokenFile, caFile: other.caFile } }).refusal()).toBe(refused);
    expect(await sourceOf({ auth: { tokenFile } }).refusal()).toBe(refused);
    const garbage = await file('garbage.pem', 'x');
    expect(await sourceOf({ auth: { tokenFile, caFile: garbage } }).refusal()).toBe(
      `CredentialUnreadable: ${garbage} (source.git.auth.caFile) holds no certificate in PEM form; mend the file or the path`,
    );
    const broken = await file('broken.pem', '-----BEGIN CERTIFICATE-----\nxxxx\n-----END CERTIFICATE-----\n');
    expect(await sourceOf({ auth: { tokenFile, caFile: broken } }).refusal()).toMatch(
      /^(CredentialUnreadable|CertificateRefused): /,
    );
  });

  it('what the server answers instead is told', async () => {
    const source = sourceOf();
    server.behave(302);
    expect(await source.refusal()).toBe(
      `SourceUnreachable: ${shown()} sends us elsewhere, which is not followed; put the final URL into source.git.url`,
    );
    server.behave(503);
    expect(await source.refusal()).toBe(`SourceUnreachable: ${shown()} is in trouble: it answered 503`);
    server.behave(429);
    expect(await source.refusal()).toBe(`SourceUnreachable: ${shown()} is in trouble: it answered 429`);
    server.behave(403);
    expect(await source.refusal()).toMatch(/^AuthenticationFailed: /);
    server.behave('serve');
    expect(await sourceOf({ url: server.url('nowhere') }).refusal()).toMatch(
      /^SourceUnreachable: there is no repository at /,
    );
    const port = await freePort();
    expect(await sourceOf({ url: `https://localhost:${port}/x` }).refusal()).toBe(
      `SourceUnreachable: https://localhost:${port}/x cannot be reached: nothing accepts connections there`,
    );
  });

  it('a server that hangs costs the deadline; the token is in no argument, no message and no file; no process stays', async () => {
    const source = sourceOf({ deadlineMs: 3000 });
    await source.take();
    server.behave('hang');
    const asked = server.requests.length;
    const refusal = source.refusal();
    await waitFor(() => server.requests.length > asked);
    const secrets = [token, basic('git'), basic('git').replace(/=+$/, '')];
    const running = await listProcesses();
    expect(
      running.some(
        ({ command }) => command.includes('remote-https') || command.includes('git fetch') || / fetch /.test(command),
      ),
    ).toBe(true);
    expect(running.filter(({ command }) => secrets.some((secret) => command.includes(secret)))).toEqual([]);
    expect(await refusal).toBe(
      `SourceUnreachable: ${shown()} did not answer in time; check the network and the server, or raise source.git.timeout`,
    );
    expect(await leftovers(source)).toEqual([]);
    expect(await filesWith(source.stateDirectory, secrets)).toEqual([]);
  });

  it('the token stays out of what simple-git prints when DEBUG is set', async () => {
    const script = new URL('./git-debug.ts', import.meta.url).pathname;
    const args = ['--import', 'tsx', script, shown(), tokenFile, join(scratch.path, 'debug')];
    const ran = await exec(process.execPath, args, {
      deadlineMs: 20_000,
      env: { PATH: process.env.PATH ?? '', DEBUG: '*' },
    });
    expect(ran.stdout).toMatch(/CertificateRefused/);
    expect(ran.stderr).toContain('GIT_CONFIG_VALUE_0: [hidden]');
    for (const secret of [token, basic('git').replace(/=+$/, '')])
      expect(ran.stdout + ran.stderr).not.toContain(secret);
  });
});
