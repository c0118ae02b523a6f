// What the demo tells, act by act. Each sentence about what happened is checked before it is said.

import { setTimeout as sleep } from 'node:timers/promises';
import type { HostObject } from '../status/status.ts';
import type { Stage } from './demo-stage.ts';
import { CommandError, exitCodes } from './exit.ts';
import type { Terminal } from './terminal.ts';

interface Teller {
  readonly say: (text: string) => void;
  readonly colors: Terminal['colors'];
}

const policyFile = 'policy.yaml';
const newRule = '    - name: app\n      action: Allow\n      ports: [{protocol: TCP, ports: [8443]}]\n';
const appPort = 8443;

/** @throws CommandError when something does not happen as told. */
export async function tellStory(stage: Stage, teller: Teller): Promise<void> {
  const begun = performance.now();
  await introduce(stage, teller);
  await refuseClient(stage, teller);
  await letClientIn(stage, teller);
  await repairEdit(stage, teller);
  await refuseCommit(stage, teller);
  await showWebhook(stage, teller);
  await showAudit(stage, teller);
  const seconds = Math.round((performance.now() - begun) / 1000);
  teller.say(`\nThe controller stops, the namespaces go, and nothing is left. (${seconds} s)`);
}

function act({ say, colors }: Teller, title: string): void {
  say(`\n${colors.bold(title)}`);
}

function show({ say, colors }: Teller, command: string, output = ''): void {
  say(`   ${colors.cyan(`$ ${command}`)}`);
  for (const line of output.trim().split('\n')) if (line !== '') say(`   ${line}`);
}

function done({ say, colors }: Teller, text: string): void {
  say(`   ${colors.green('✓')} ${text}`);
}

async function introduce(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '1. A host, a client, a repository');
  teller.say('   Two network namespaces joined by a cable: host 10.77.0.1 fd77::1, client 10.77.0.2 fd77::2.');
  teller.say('   On the host listen ssh (22), http (80) and an application (8443). Its firewall is empty.');
  check(await reaches(stage, appPort), 'before the controller runs the client reaches the application');
  done(teller, `without a firewall the client reaches port ${appPort}, over IPv4 and IPv6`);
  teller.say('   The repository holds examples/single-host: ssh, http and mdns may come in, the rest is dropped.');
}

async function refuseClient(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '2. The controller starts');
  await stage.start();
  show(teller, 'gatewright run --config config.yaml');
  const status = await until(
    stage,
    'the first revision is applied',
    ({ status }) => status.lastAppliedRevision !== undefined,
  );
  done(
    teller,
    `${status.status.lastAppliedRevision} is enforced: ${status.status.plan?.added} kernel rules, by ${status.status.dataplane?.backend} iptables ${status.status.dataplane?.version}`,
  );
  check(await reaches(stage, 22), 'ssh is let in');
  done(teller, 'the client reaches ssh (22)');
  check(await isCut(stage, appPort), 'the application is cut off');
  done(teller, `the client is refused at port ${appPort}: no answer at all, over IPv4 and IPv6`);
}

async function letClientIn(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '3. A commit opens the port');
  const text = `${(await stage.read(policyFile)).trimEnd()}\n${newRule}`;
  const commit = await stage.commit({ file: policyFile, text, subject: 'services: let clients reach the application' });
  show(
    teller,
    'git diff HEAD~1',
    newRule
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}`)
      .join('\n'),
  );
  show(teller, 'git commit -m "services: let clients reach the application"');
  const begun = performance.now();
  const { status } = await until(
    stage,
    'the commit is applied',
    ({ status }) => status.commit?.sha.startsWith(commit) === true,
  );
  done(
    teller,
    `${commit} is in the kernel after ${((performance.now() - begun) / 1000).toFixed(1)} s: ${status.plan?.added} rules added, ${status.plan?.removed} removed, ${status.plan?.replaced} replaced`,
  );
  check(await reaches(stage, appPort), 'the application is reached after the commit');
  done(teller, `the same client reaches port ${appPort}`);
}

async function repairEdit(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '4. Somebody edits the firewall by hand');
  const repairs = (await stage.status()).status.drift?.repairs ?? 0;
  await stage.onHost('iptables', '-F', 'GW-IN-services');
  show(teller, 'iptables -F GW-IN-services');
  const { status } = await until(stage, 'the edit is repaired', ({ status }) => (status.drift?.repairs ?? 0) > repairs);
  for (const sentence of status.drift?.lastRepair ?? []) teller.say(`   ${teller.colors.dim(sentence)}`);
  check(await reaches(stage, appPort), 'the application is reached after the repair');
  done(teller, 'the controller put back what was missing, and told what it was');
}

async function refuseCommit(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '5. A commit with a mistake');
  const good = await stage.read(policyFile);
  await stage.commit({
    file: policyFile,
    text: good.replace('services: [ssh]', 'servces: [ssh]'),
    subject: 'services: a slip of the pen',
  });
  show(teller, 'git commit -m "services: a slip of the pen"');
  const { status } = await until(stage, 'the commit is refused', ({ status }) => (status.faultCount ?? 0) > 0);
  const [fault] = status.faults ?? [];
  check(fault !== undefined && fault.line > 0, 'the fault has a place');
  teller.say(
    `   ${teller.colors.red(`${fault?.file}:${fault?.line}:${fault?.column}: ${fault?.subject}: ${fault?.message}`)}`,
  );
  check(await reaches(stage, 22), 'the old rules stand');
  done(teller, `refused; ${status.lastAppliedRevision} stays enforced and the client still reaches ssh`);
  await stage.commit({ file: policyFile, text: good, subject: 'services: mend the slip' });
  show(teller, 'git commit -m "services: mend the slip"');
  await until(stage, 'the mended commit is applied', isReady);
  done(teller, 'the next good commit is applied by itself');
}

async function showWebhook(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '6. What the webhook received');
  await waitUntil('the webhook hears of the last change', async () => {
    const last = stage.received().at(-1);
    return last !== undefined && isReady(last.status);
  });
  for (const { status, signed } of stage.received()) {
    check(signed, 'the signature holds');
    const ready = status.status.conditions.find(({ type }) => type === 'Ready');
    teller.say(
      `   POST Ready=${ready?.status} ${ready?.reason}, revision ${status.status.lastAppliedRevision?.slice(0, 20) ?? '-'}…, X-Signature valid`,
    );
  }
  done(teller, `${stage.received().length} status objects, each signed with HMAC-SHA256`);
}

async function showAudit(stage: Stage, teller: Teller): Promise<void> {
  act(teller, '7. Who opened that port?');
  const blame = await stage.gatewright('blame', 'policy/services/app');
  check(blame.code === 0 && blame.stdout.includes('operator'), 'blame names the author');
  show(teller, 'gatewright blame policy/services/app', blame.stdout);
  const history = await stage.gatewright('history');
  check(history.code === 0, 'history answers');
  show(teller, 'gatewright history', history.stdout);
}

function isReady({ status }: HostObject): boolean {
  return status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

async function reaches(stage: Stage, port: number): Promise<boolean> {
  return (await outcomes(stage, port)).every((outcome) => outcome === 'connected');
}

async function isCut(stage: Stage, port: number): Promise<boolean> {
  return (await outcomes(stage, port)).every((outcome) => outcome === 'timeout');
}

async function outcomes(stage: Stage, port: number): Promise<readonly string[]> {
  const tries = [stage.address.ipv4, stage.address.ipv6].map((host) => stage.clientPeer.connect({ host, port }));
  return (await Promise.all(tries)).map(({ outcome }) => outcome);
}

async function until(stage: Stage, what: string, holds: (status: HostObject) => boolean): Promise<HostObject> {
  let last: HostObject | undefined;
  await waitUntil(what, async () => {
    const answer = await stage.gatewright('status', '-o', 'json');
    last = answer.stdout === '' ? undefined : (JSON.parse(answer.stdout) as HostObject);
    return last !== undefined && holds(last);
  });
  if (last === undefined) throw new CommandError(exitCodes.failed, `no status: ${what}`);
  return last;
}

async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new CommandError(exitCodes.failed, `the demo waited 20 s in vain: ${what}`);
    await sleep(100);
  }
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new CommandError(exitCodes.failed, `the demo does not go as told: ${what}`);
}
