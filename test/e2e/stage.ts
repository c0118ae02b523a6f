// A stage for whole-program tests: the built program on a host of its own, beside a repository and the servers it speaks to.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, buildSync } from 'esbuild';
import { afterAll, beforeAll, expect } from 'vitest';
import { callController } from '../../src/adapters/control.ts';
import { cleanEnvironment, type ExecResult } from '../../src/adapters/exec.ts';
import type { Namespace } from '../../src/adapters/namespace.ts';
import type { Family } from '../../src/policy/family.ts';
import type { Backend } from '../../src/ports.ts';
import type { HostObject } from '../../src/status/status.ts';
import { createRepository, type TestRepository } from '../fixtures/git-repository.ts';
import { createQuickNamespace } from '../fixtures/quick-namespace.ts';

export interface StageOptions {
  /** The built program: `programOfSuite()`. */
  readonly bundle: string;
  /** Called with what takes the stage down again: `onTestFinished`, or an `endOfSuite()`. */
  readonly onEnd: (close: () => Promise<void>) => void;
  /** nft when absent. */
  readonly backend?: Backend;
}

type Configuration = Readonly<Record<string, unknown>>;

interface RunOptions {
  /** Over the stage's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** argv in front of the program, such as setpriv with its options. */
  readonly behind?: readonly string[];
  readonly input?: string;
}

export interface Controller {
  readonly pid: number;
  /** All that it wrote to both outputs so far. */
  said(): string;
  /** Its log lines so far. */
  log(): readonly Readonly<Record<string, unknown>>[];
  readonly ended: Promise<Ended>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Stage {
  readonly backend: Backend;
  readonly host: Namespace;
  /** A folder of this stage alone, short enough for a socket in it. */
  readonly folder: string;
  /** Below `folder`. */
  readonly files: { readonly bundle: string; readonly config: string; readonly state: string; readonly socket: string };
  readonly repository: TestRepository;
  readonly env: Readonly<Record<string, string>>;
  /** Replaces the configuration at once; keys of `changes` take the place of the defaults, `undefined` takes one away. */
  configure(changes?: Configuration): Promise<void>;
  /** Starts the controller and waits until it runs, or has ended. */
  start(options?: RunOptions): Promise<Controller>;
  /** Runs a command of the program with the stage's configuration. Fails on a stack trace. */
  gatewright(args: readonly string[], options?: RunOptions): Promise<ExecResult>;
  /** The same without the configuration. */
  program(args: readonly string[], options?: RunOptions): Promise<ExecResult>;
  /** The controller's own word over its socket. */
  status(): Promise<HostObject>;
  /** One pass now. */
  reconcile(): Promise<HostObject>;
  /** Looks at the status until `holds`; fails after 60 s with the last one. */
  until(what: string, holds: (status: HostObject) => boolean): Promise<HostObject>;
  /** Standard output of a program on the host. Throws what it said when it fails. */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** Rules as `iptables-save` prints them, comment lines left out. */
  save(family: Family): Promise<string>;
  /** Rules and sets of both families in one text without counters: equal when nothing was changed. */
  kernel(): Promise<string>;
  /** Starts a program of servers-alone.ts; what its first line says is ready, and the lines after it as they come. On the host when `at` is absent. */
  serve(args: readonly string[], onLine?: (line: unknown) => void, at?: Namespace): Promise<Server>;
  close(): Promise<void>;
}

export interface Server {
  readonly ready: unknown;
  stop(): Promise<void>;
}

const deadlineMs = 60_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const runFile = promisify(execFile);

/**
 * Builds the program as `npm run build` does, but into a folder of this test file: tests never run what was built some
 * other day. To be called at the top of a test file; what it returns gives the program's path in a test.
 */
export function programOfSuite(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gw-e2e-dist-'));
    await runFile(process.execPath, [join(root, 'deploy/build.mjs'), folder], { cwd: root });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => join(folder, 'gatewright.js');
}

/** As deploy/build.mjs does it: the packages' own `require` needs the banner. */
const bundled: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'error',
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** A host without rules, an empty repository beside it, and the default configuration. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  options.onEnd(close);
  const backend = options.backend ?? 'nft';
  const folder = await mkdtemp(join(tmpdir(), 'gw-e2e-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const { bundle } = options;
  const host = await createQuickNamespace('host');
  closers.push(() => host.close());
  const repository = await createRepository(join(folder, 'firewall'));
  const state = join(folder, 'state');
  const files = { bundle, config: join(folder, 'config.yaml'), state, socket: join(state, 'control.sock') };
  const env = {
    ...cleanEnvironment(),
    RUNTIME_DIRECTORY: join(folder, 'run'),
    XTABLES_LOCKFILE: join(folder, 'xtables.lock'),
    HOME: folder,
  };
  await mkdir(env.RUNTIME_DIRECTORY);
  const place = { backend, host, folder, files, repository, env };
  const stage = { ...place, ...controls(place), ...hostCommands(place), close };
  await stage.configure();
  return stage;
}

type Place = Pick<Stage, 'backend' | 'host' | 'folder' | 'files' | 'repository' | 'env'>;

type Controls = 'configure' | 'start' | 'gatewright' | 'program' | 'status' | 'reconcile' | 'until';

function controls(place: Place): Pick<Stage, Controls> {
  const { host, files } = place;
  /** What the newest controller sees as `/`: it may have mounts of its own. */
  let root = '';
  const ask = async (command: 'status' | 'reconcile') => {
    const answer = await callController({ path: `${root}${files.socket}`, command, deadlineMs });
    if (answer.status !== 200) throw new Error(`${command}: ${JSON.stringify(answer.body)}`);
    return answer.body as HostObject;
  };
  const status = () => ask('status');
  const runProgram: Stage['program'] = async (args, options = {}) => {
    const env = { ...place.env, ...options.env };
    const [program, ...rest] = programArgs(place, args, options.behind);
    const result = await host.exec(program, rest, { deadlineMs, env, input: options.input ?? '' });
    refuseStack(`${result.stdout}\n${result.stderr}`);
    return result;
  };
  return {
    program: runProgram,
    status,
    reconcile: () => ask('reconcile'),
    async configure(changes = {}) {
      const text = JSON.stringify({ ...defaultConfiguration(place), ...changes }, undefined, 1);
      await replaceFile(files.config, `${text}\n`);
    },
    async start(options) {
      const controller = await startController(place, options);
      root = `/proc/${controller.pid}/root`;
      return controller;
    },
    gatewright: (args, options) => runProgram([...args, '--config', files.config], options),
    async until(what, holds) {
      const endMs = performance.now() + 60_000;
      for (;;) {
        const seen = await status().catch((error: Error) => error);
        if (!(seen instanceof Error) && holds(seen)) return seen;
        if (performance.now() > endMs) throw new Error(`not within 60 seconds: ${what}; last: ${describe(seen)}`);
        // Each look costs both sides some milliseconds.
        await sleep(50);
      }
    },
  };
}

function describe(seen: HostObject | Error): string {
  return seen instanceof Error ? seen.message : JSON.stringify(seen.status, undefined, 1);
}

/** JSON is YAML, too. */
function defaultConfiguration({ backend, files, repository }: Place): Configuration {
  return {
    apiVersion: 'gatewright.dev/v1alpha1',
    kind: 'ControllerConfiguration',
    host: { name: 'gw1' },
    source: { git: { url: repository.path, interval: '1s', timeout: '10s' } },
    dataplane: { backend: backend === 'nft' ? 'Nft' : 'Legacy', resyncInterval: '1s' },
    stateDirectory: files.state,
  };
}

/** As careful people do it: whoever reads meanwhile sees the old or the new text. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

function programArgs({ files }: Place, args: readonly string[], behind: readonly string[] = []): [string, ...string[]] {
  const [first, ...rest] = [...behind, process.execPath, files.bundle, ...args];
  return [first ?? process.execPath, ...rest];
}

async function startController(place: Place, options: RunOptions = {}): Promise<Controller> {
  const [program, ...args] = programArgs(place, ['run', '--config', place.files.config], options.behind);
  const child = place.host.spawn(program, args, { env: { ...place.env, ...options.env } });
  child.stdin.end();
  let said = '';
  const listen = (chunk: Buffer) => {
    said += chunk.toString('utf8');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const how = await ended;
    refuseStack(said);
    return how;
  };
  const controller = { pid: child.pid ?? 0, said: () => said, log: () => readLog(said), ended, end };
  await waitForWords(controller);
  return controller;
}

/** Until it says that it runs, or has said its last word. */
async function waitForWords(controller: Controller): Promise<void> {
  const endMs = performance.now() + 60_000;
  let over = false;
  void controller.ended.then(() => {
    over = true;
  });
  while (!over && !controller.said().includes('the controller runs')) {
    if (performance.now() > endMs) throw new Error(`the controller does not begin: ${controller.said()}`);
    await sleep(5);
  }
}

function readLog(said: string): readonly Readonly<Record<string, unknown>>[] {
  return said
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** No word for people may hold a stack trace, whatever went wrong. */
function refuseStack(text: string): void {
  expect(text).not.toMatch(/(^|\\n)\s+at .+:\d+:\d+|a defect of gatewright/m);
}

function hostCommands({ backend, host, files, folder, env }: Place): Pick<Stage, 'run' | 'save' | 'kernel' | 'serve'> {
  const run = async (program: string, args: readonly string[], input = '') => {
    const result = await host.exec(program, args, { deadlineMs, env, input });
    if (result.code === 0) return result.stdout;
    throw new Error(`${program} failed (${result.signal ?? result.code}): ${result.stderr.trim()}`);
  };
  const save = async (family: Family) => {
    const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-save`;
    return (await run(program, [])).replaceAll(/^#.*\n/gm, '').replaceAll(/ \[\d+:\d+\]$/gm, ' [0:0]');
  };
  return {
    run,
    save,
    kernel: async () => [await save('ipv4'), await save('ipv6'), sortSets(await run('ipset', ['save']))].join('\n'),
    serve: (args, onLine, at = host) => startServer({ host: at, files, folder, env }, args, onLine),
  };
}

/** Sets as `ipset save` prints them, sorted: entries have no order, it is another one when one has gone and come back. */
export function sortSets(saved: string): string {
  return saved
    .replaceAll(/ initval \S+/g, '')
    .split('\n')
    .toSorted()
    .join('\n');
}

async function startServer(
  { host, folder, env }: Pick<Place, 'host' | 'files' | 'folder' | 'env'>,
  args: readonly string[],
  onLine: (line: unknown) => void = () => undefined,
): Promise<Server> {
  const program = join(folder, 'servers.mjs');
  const entry = join(root, 'test/e2e/servers-alone.ts');
  buildSync({ ...bundled, entryPoints: [entry], outfile: program });
  const child = host.spawn(process.execPath, [program, ...args], { env });
  child.stderr.resume();
  const ready = await new Promise<unknown>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ${args.join(' ')} ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
      if ('ready' in line) resolve(line.ready);
      else onLine(line);
    });
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ready,
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A policy that lets in ssh and what `ports` name; `edit` may spoil the text. */
export function policyText(ports: readonly number[], edit = (text: string) => text): string {
  return edit(`apiVersion: gatewright.dev/v1alpha1
kind: FirewallPolicy
metadata:
  name: services
spec:
  hostSelector: {}
  ingress:
    - name: ssh
      action: Allow
      services: [ssh]
${ports.map((port) => `    - name: port-${port}\n      action: Allow\n      ports: [{protocol: TCP, ports: [${port}]}]\n`).join('')}`);
}

export function readiness({ status }: HostObject): { readonly status: string; readonly reason: string } {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return { status: ready?.status ?? '', reason: ready?.reason ?? '' };
}

export function isReady(host: HostObject): boolean {
  return readiness(host).status === 'True';
}
