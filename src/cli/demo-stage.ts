// The stage of the demo: a repository, a host with the controller, a client, and a receiver of webhooks.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, type ExecResult, exec } from '../adapters/exec.ts';
import { connect, createNamespace, type Namespace } from '../adapters/namespace.ts';
import { type Peer, startPeer } from '../adapters/peer.ts';
import type { HostObject } from '../status/status.ts';
import { CommandError, exitCodes } from './exit.ts';

export interface Stage {
  readonly clientPeer: Peer;
  /** Addresses of the host, as the client knows them. */
  readonly address: { readonly ipv4: string; readonly ipv6: string };
  /** Writes a file of the repository and commits it; the new commit's first ten digits. */
  commit(change: { readonly file: string; readonly text: string; readonly subject: string }): Promise<string>;
  read(file: string): Promise<string>;
  /** Starts the controller on the host. */
  start(): Promise<void>;
  /** Runs gatewright on the host, beside the controller. */
  gatewright(...args: readonly string[]): Promise<ExecResult>;
  status(): Promise<HostObject>;
  /** Runs a program on the host, as somebody with a shell there would. */
  onHost(program: string, ...args: readonly string[]): Promise<ExecResult>;
  /** What the webhook received so far, oldest first, and whether each signature holds. */
  received(): readonly Received[];
  close(): Promise<void>;
}

export interface Received {
  readonly status: HostObject;
  readonly signed: boolean;
}

interface StageOptions {
  /** A folder of our own for everything. */
  readonly folder: string;
  /** The program's own file. */
  readonly bundle: string;
  readonly signal: AbortSignal;
}

const deadlineMs = 20_000;
const address = { ipv4: '10.77.0.1', ipv6: 'fd77::1' } as const;
const services = [22, 80, 8443];

/** Makes everything but starts no controller. What was made is closed again when a part of it fails. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    return await openStage(options, { opened, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function openStage(
  options: StageOptions,
  closing: { readonly opened: (() => Promise<void>)[]; readonly close: () => Promise<void> },
): Promise<Stage> {
  const { opened, close } = closing;
  const [host, client] = [await createNamespace('host'), await createNamespace('client')];
  opened.push(
    () => client.close(),
    () => host.close(),
  );
  await connect(
    { namespace: host, device: 'eth0', addresses: [`${address.ipv4}/24`, `${address.ipv6}/64`] },
    { namespace: client, device: 'eth0', addresses: ['10.77.0.2/24', 'fd77::2/64'] },
  );
  const hostPeer = await startPeer(host);
  const clientPeer = await startPeer(client);
  opened.push(
    () => clientPeer.close(),
    () => hostPeer.close(),
  );
  for (const port of services) await hostPeer.listen({ protocol: 'tcp', port });
  const secret = randomBytes(16).toString('hex');
  const receiver = await startReceiver(host, secret);
  const files = await writeFiles(options, { secret, port: receiver.port });
  const run = (args: readonly string[]): readonly string[] => [options.bundle, ...args, '--config', files.config];
  const environment = { ...cleanEnvironment(), RUNTIME_DIRECTORY: join(options.folder, 'run') };
  const gatewright = (...args: readonly string[]) =>
    host.exec(process.execPath, run(args), { deadlineMs, env: environment, signal: options.signal });
  return {
    clientPeer,
    address,
    commit: (change) => commitFile(files.repository, change),
    read: (file) => readFile(join(files.repository, file), 'utf8'),
    async start() {
      const controller = host.spawn(process.execPath, run(['run']), { env: environment });
      opened.push(() => stopController(controller));
      await waitForController(controller);
    },
    gatewright,
    status: async () => JSON.parse((await gatewright('status', '-o', 'json')).stdout) as HostObject,
    onHost: (program, ...args) => host.exec(program, args, { deadlineMs }),
    received: () => receiver.received,
    close,
  };
}

/** Ends it as systemd would, and waits: its last words are part of a clean end. */
async function stopController(controller: ChildProcessWithoutNullStreams): Promise<void> {
  if (controller.exitCode !== null || controller.signalCode !== null) return;
  controller.kill('SIGTERM');
  await once(controller, 'exit');
}

/** Until it says that it runs; what it says afterwards is not needed. */
async function waitForController(controller: ChildProcessWithoutNullStreams): Promise<void> {
  let said = '';
  controller.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const lines = createInterface({ input: controller.stdout });
  const runs = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('the controller runs')) resolve();
    });
    controller.once('exit', () => reject(new CommandError(exitCodes.failed, `the controller ended at once: ${said}`)));
  });
  await runs;
}

/** Prints each request as one line of JSON; runs on the host, where the controller sends to. */
const receiverProgram = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(204).end();
    console.log(JSON.stringify({ body: Buffer.concat(chunks).toString('base64'), signature: request.headers['x-signature'] ?? '' }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
`;

async function startReceiver(
  host: Namespace,
  secret: string,
): Promise<{ readonly port: number; readonly received: readonly Received[] }> {
  const child = host.spawn(process.execPath, ['--input-type=module', '--eval', receiverProgram]);
  const received: Received[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new CommandError(exitCodes.failed, `the receiver of webhooks ended with ${code}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as { readonly port?: number; readonly body?: string; readonly signature?: string };
      if (told.port !== undefined) resolve(told.port);
      else
        received.push(
          readDelivery(Buffer.from(told.body ?? '', 'base64'), { secret, signature: told.signature ?? '' }),
        );
    });
  });
  return { port, received };
}

function readDelivery(body: Buffer, proof: { readonly secret: string; readonly signature: string }): Received {
  const expected = Buffer.from(`sha256=${createHmac('sha256', proof.secret).update(body).digest('hex')}`);
  const found = Buffer.from(proof.signature);
  return {
    status: JSON.parse(body.toString('utf8')) as HostObject,
    signed: found.length === expected.length && timingSafeEqual(found, expected),
  };
}

/** A repository made from the examples, and the controller's configuration. */
async function writeFiles(
  options: StageOptions,
  webhook: { readonly secret: string; readonly port: number },
): Promise<{ readonly repository: string; readonly config: string }> {
  const { folder } = options;
  const repository = join(folder, 'firewall');
  const config = join(folder, 'config.yaml');
  await mkdir(join(folder, 'run'), { recursive: true });
  await mkdir(repository, { recursive: true });
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  const examples = join(dirname(options.bundle), '..', 'examples', 'single-host');
  for (const file of ['policy.yaml', 'profile.yaml']) await copyFile(join(examples, file), join(repository, file));
  await git(repository, 'add', '.');
  await git(repository, 'commit', '--quiet', '--message', 'firewall: begin with the single-host example');
  await writeFile(join(folder, 'secret'), webhook.secret, { mode: 0o600 });
  const text = `apiVersion: gatewright.dev/v1alpha1
kind: ControllerConfiguration
host: {name: web1}
source:
  git: {url: ${repository}, branch: main, interval: 1s}
webhooks:
- {url: "http://127.0.0.1:${webhook.port}/hook", secretFile: ${join(folder, 'secret')}}
dataplane: {resyncInterval: 1s}
stateDirectory: ${join(folder, 'state')}
`;
  await writeFile(config, text);
  return { repository, config };
}

async function commitFile(
  repository: string,
  change: { readonly file: string; readonly text: string; readonly subject: string },
): Promise<string> {
  await writeFile(join(repository, change.file), change.text);
  await git(repository, 'add', change.file);
  await git(repository, 'commit', '--quiet', '--message', change.subject);
  return (await git(repository, 'rev-parse', 'HEAD')).slice(0, 10);
}

/** Nobody's configuration of git but ours: no hooks, no signing keys, no editor. */
async function git(repository: string, ...args: readonly string[]): Promise<string> {
  const author = {
    GIT_AUTHOR_NAME: 'operator',
    GIT_AUTHOR_EMAIL: 'operator@example.org',
    GIT_COMMITTER_NAME: 'operator',
    GIT_COMMITTER_EMAIL: 'operator@example.org',
  };
  const env = {
    ...cleanEnvironment(),
    ...author,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    HOME: repository,
  };
  const result = await exec('git', ['-C', repository, ...args], { deadlineMs, env });
  if (result.code !== 0) throw new CommandError(exitCodes.failed, `git ${args[0] ?? ''} failed: ${result.stderr}`);
  return result.stdout.trim();
}
