// What a repository may hold that no host can use: each is refused with its place and its reason, and the old rules stay.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endOfSuite } from '../kernel/world.ts';
import { type Controller, isReady, policyText, programOfSuite, type Stage, setStage } from './stage.ts';

const bundle = programOfSuite();
const onEnd = endOfSuite();

const head = (kind: string, name: string) =>
  `apiVersion: gatewright.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n`;

/** Ten levels of ten aliases: 10^10 entries for whoever follows them. */
function aliasBomb(): string {
  const levels = Array.from({ length: 10 }, (_, level) => {
    const inside = level === 0 ? 'lol' : Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
    return `a${level}: &a${level} [${inside}]\n`;
  });
  return levels.join('');
}

interface Case {
  readonly what: string;
  /** Of policy.yaml; the other files of the repository are good. */
  readonly policy?: string | Uint8Array;
  /** Instead: does something to the repository's work tree. */
  readonly spoil?: (stage: Stage) => Promise<unknown>;
  readonly reason: string;
  readonly message: RegExp;
  /** One of the faults, `file:line:column: subject: message`; absent where there is none. */
  readonly fault?: RegExp;
  /** Whether a folder with the same content is refused, too (exit 3). Links and submodules are Git's alone. */
  readonly inFolder: boolean;
}

const manifests = 'ManifestsRefused';
const oneFault = /is refused: the manifests have one fault; mend what the faults name and commit again\.?$/m;
const cases: readonly Case[] = [
  {
    what: 'YAML that cannot be read',
    policy: 'kind: [FirewallPolicy\n',
    reason: manifests,
    message: /is refused: the manifests have \w+ faults?;/,
    fault: /^policy\.yaml:\d+:\d+: /,
    inFolder: true,
  },
  {
    what: 'an unknown field',
    policy: policyText([8000], (text) => text.replace('services: [ssh]', 'service: [ssh]')),
    reason: manifests,
    message: oneFault,
    fault:
      /^policy\.yaml:10:7: FirewallPolicy\/services: unknown field `service`; allowed here: .*; did you mean "services"\?$/,
    inFolder: true,
  },
  {
    what: 'a value of the wrong type',
    policy: policyText([8000], (text) => text.replace('services: [ssh]', 'services: ssh')),
    reason: manifests,
    message: oneFault,
    fault: /^policy\.yaml:10:17: FirewallPolicy\/services: .*"?ssh"?.*list/,
    inFolder: true,
  },
  {
    what: 'a key that stands twice',
    policy: policyText([8000], (text) =>
      text.replace('      action: Allow\n', '      action: Allow\n      action: Deny\n'),
    ),
    reason: manifests,
    message: oneFault,
    fault: /^policy\.yaml:10:7: .*action.*(twice|duplicate|already)/i,
    inFolder: true,
  },
  {
    what: 'an alias bomb',
    policy: aliasBomb(),
    reason: manifests,
    message: /is refused: the manifests have \w+ faults?;/,
    fault: /^policy\.yaml:1:9: .*anchor &a0/,
    inFolder: true,
  },
  {
    what: 'a file of 5 MB',
    policy: `${policyText([8000])}${'# five megabytes of nothing\n'.repeat(200_000)}`,
    reason: 'SnapshotTooLarge',
    message: /policy\.yaml/,
    inFolder: true,
  },
  {
    what: 'a binary file',
    policy: Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256),
    reason: manifests,
    message: oneFault,
    fault: /^policy\.yaml:1:\d+: .*(UTF-8|binary|text)/,
    inFolder: true,
  },
  {
    what: 'a symbolic link',
    spoil: ({ repository }) => repository.link('passwords.yaml', '/etc/passwd'),
    reason: 'ForbiddenEntry',
    message: /passwords\.yaml/,
    inFolder: false,
  },
  {
    what: 'a submodule',
    spoil: ({ repository }) =>
      repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor`),
    reason: 'ForbiddenEntry',
    message: /vendor/,
    inFolder: false,
  },
  {
    what: 'no manifest that selects this host',
    policy: policyText([8000], (text) =>
      text.replace('hostSelector: {}', 'hostSelector: {matchLabels: {site: berlin}}'),
    ),
    reason: 'NothingSelected',
    message: /no FirewallPolicy and no FirewallProfile selects host "gw1" \(which has no labels\)/,
    inFolder: true,
  },
  {
    what: 'no manifest at all',
    spoil: ({ repository }) =>
      repository.git('rm', '--quiet', '-r', '--cached', '.').then(() => rm(join(repository.path, 'policy.yaml'))),
    reason: 'NothingSelected',
    message: /no FirewallPolicy and no FirewallProfile selects host "gw1"/,
    inFolder: true,
  },
  {
    what: 'Host manifests of which none is ours',
    policy: `${policyText([8000])}---\n${head('Host', 'gw2')}  zones: {}\n`,
    reason: 'HostUnknown',
    message: /the repository has Host manifests, but none is named "gw1".*did you mean "gw2"/,
    inFolder: true,
  },
  {
    what: 'a reference to nothing',
    policy: policyText([8000], (text) => text.replace('services: [ssh]', 'services: [shh]')),
    reason: manifests,
    message: oneFault,
    fault: /^policy\.yaml:10:18: FirewallPolicy\/services: .*shh.*did you mean "ssh"/,
    inFolder: true,
  },
];

describe('a repository that no host can use', () => {
  let stage: Stage;
  let controller: Controller;
  const good = policyText([8000]);

  beforeAll(async () => {
    stage = await setStage({ bundle: bundle(), onEnd });
    await stage.configure({ source: { git: { url: stage.repository.path, interval: '1h' } } });
    await stage.repository.commitFiles({ 'policy.yaml': good });
    controller = await stage.start();
    await stage.until('the first commit is enforced', isReady);
  });

  // Also after a failure: the next case begins with a good commit.
  afterEach(() => restoreGood(stage, good));

  test.each(cases)(
    '$what is refused with $reason; the old rules stay, drift is repaired, the next good commit holds',
    async (bad) => {
      const before = await stage.kernel();
      if (bad.policy !== undefined) await stage.repository.write('policy.yaml', bad.policy);
      await bad.spoil?.(stage);
      await commitIndex(stage, bad);
      const { status } = await stage.reconcile();
      const stalled = status.conditions.find(({ type }) => type === 'Stalled');
      expect(stalled).toMatchObject({ status: 'True', reason: bad.reason });
      expect(stalled?.message).toMatch(bad.message);
      const faults = status.faults.map(
        ({ file, line, column, subject, message }) => `${file}:${line}:${column}: ${subject}: ${message}`,
      );
      expect(faults.join('\n')).toMatch(bad.fault === undefined ? /^$/ : asLine(bad.fault));
      expect(await stage.kernel()).toBe(before);
      await stage.run('iptables-nft', ['-F', 'GW-IN-services']);
      await stage.reconcile();
      expect(await stage.kernel()).toBe(before);

      await restoreGood(stage, good);
      expect(isReady(await stage.reconcile())).toBe(true);
      expect(await stage.kernel()).toBe(before);
      expect(controller.said()).not.toMatch(/\\n +at /);
    },
  );

  test.each(cases.filter(({ inFolder }) => inFolder))(
    'a folder with $what is refused by validate and plan',
    async (bad) => {
      const folder = join(stage.folder, 'manifests');
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      await writeFile(
        join(folder, bad.policy === undefined ? 'README.md' : 'policy.yaml'),
        bad.policy ?? 'no manifest',
      );
      const code = bad.reason === 'SnapshotTooLarge' ? 4 : 3;
      const validate = await stage.gatewright(['validate', folder, '--host', 'gw1']);
      expect([validate.code, validate.stdout + validate.stderr]).toEqual([
        code,
        expect.stringMatching(bad.fault === undefined ? bad.message : asLine(bad.fault)),
      ]);
      const plan = await stage.gatewright(['plan', folder]);
      expect([plan.code, plan.stdout, plan.stderr]).toEqual([
        code,
        '',
        expect.stringMatching(bad.fault === undefined ? bad.message : asLine(bad.fault)),
      ]);
    },
  );
});

/** The pattern of a whole text, for one of its lines. */
function asLine(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replace(/^\^/, '^(?:gatewright: )?'), `${pattern.flags}m`);
}

/** What was spoiled in the index alone is committed as it stands there. */
async function commitIndex({ repository }: Stage, { what, policy }: Case): Promise<void> {
  if (policy !== undefined || what === 'a symbolic link') await repository.commit({ message: what });
  else await repository.git('commit', '--quiet', '--message', what);
}

async function restoreGood({ repository }: Stage, good: string): Promise<void> {
  await repository.git('rm', '--quiet', '-r', '--cached', '--ignore-unmatch', '.');
  await rm(join(repository.path, 'passwords.yaml'), { force: true });
  await repository.commitFiles({ 'policy.yaml': good });
}
