// Every kernel rule answers for itself: who wrote it, in which commit, on which line of which manifest.

import { expect, onTestFinished, test } from 'vitest';
import type { BlamedRule } from '../../src/controller/blame.ts';
import { families } from '../../src/policy/family.ts';
import type { HistoryEntry } from '../../src/ports.ts';
import type { HostObject } from '../../src/status/status.ts';
import { createEditedManifest, type EditedManifest } from '../fixtures/edited-manifest.ts';
import type { Author } from '../fixtures/git-repository.ts';
import { createSshKey } from '../fixtures/sshd.ts';
import { programOfSuite, type Stage, setStage } from './stage.ts';
import { createWebhook, type StageWebhook } from './webhook.ts';

const bundle = programOfSuite();
const commits = 30;
const ada: Author = { name: 'Ada Example', email: 'ada@example.org' };
const authors: readonly Author[] = [
  ada,
  { name: 'Bob Ünal', email: 'bob@example.org' },
  { name: 'Chen "Wu" Li', email: 'chen@example.org' },
];

interface Made {
  readonly sha: string;
  readonly author: string;
  readonly date: string;
  readonly subject: string;
  readonly signed: boolean;
}

/** What a rule must answer: where it stands, and the commit that last touched its item. */
interface Answer {
  readonly file: string;
  readonly line: number;
  readonly commit: Made;
}

test('blame names the commit of every kernel rule, and history, status and webhook the commits', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const webhook = createWebhook(stage);
  await webhook.up();
  await stage.configure({
    source: { git: { url: stage.repository.path, path: 'site/firewall', interval: '1h' } },
    webhooks: [{ url: webhook.url }],
  });
  const made = await writeHistory(stage);
  const blame = await stage.gatewright(['blame', '-o', 'json']);
  const rules = JSON.parse(blame.stdout) as readonly BlamedRule[];
  expect(rules.map(nameRule)).toEqual(await listOwnedRules(stage));
  const answered = rules.map(({ label, file, line, commit }) => ({
    label,
    file,
    line,
    commit: commit && strip(commit),
  }));
  expect(answered).toEqual(rules.map(({ label }) => ({ label, ...(made.answers.get(label) ?? nobody) })));
  // The oracle is worth something only where several commits and all manifests are met.
  expect(new Set(answered.map(({ commit }) => commit?.sha)).size).toBeGreaterThan(8);
  expect(new Set(answered.map(({ file }) => file))).toEqual(
    new Set(['policy-7.yaml', 'policy-8.yaml', 'profile.yaml']),
  );
  await expectOneRule(stage, made.answers, rules);
  await expectCommitsTold(stage, made.commits, webhook);
});

const nobody: { readonly file: undefined; readonly line: undefined; readonly commit: undefined } = {
  file: undefined,
  line: undefined,
  commit: undefined,
};

interface History {
  readonly commits: readonly Made[];
  /** By label of the rule. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Commits by several authors, every third signed, all of them applied; two policies and a profile take turns. */
async function writeHistory(stage: Stage): Promise<History> {
  const policies = [7, 8].map((seed) => ({
    name: `policy-${seed}`,
    manifest: createEditedManifest(seed),
    byEdit: [] as Made[],
  }));
  const profile: Made[] = [];
  const all: Made[] = [];
  const key = await createSshKey(stage.folder, 'signer');
  await stage.repository.git('config', 'gpg.format', 'ssh');
  await stage.repository.git('config', 'user.signingKey', key);
  for (let number = 0; number < commits; number += 1) {
    const author = authors[number % authors.length] ?? ada;
    const signed = number % 3 === 2;
    await stage.repository.git('config', 'commit.gpgSign', String(signed));
    const turn = policies[number % 5 === 4 ? 2 : number % 2];
    const subject = turn === undefined ? `profile: allow ${number} echoes` : turn.manifest.edit();
    const file = turn === undefined ? 'profile.yaml' : `${turn.name}.yaml`;
    await stage.repository.write(
      `site/firewall/${file}`,
      turn === undefined ? profileText(number) : turn.manifest.text(),
    );
    const sha = await stage.repository.commit({ author, message: `${subject}\n\nA body that nobody is told.` });
    const date = new Date(await stage.repository.git('log', '-1', '--format=%aI')).toISOString().replace('.000', '');
    const made = { sha, author: author.name, date, subject, signed };
    (turn?.byEdit ?? profile).push(made);
    all.push(made);
    if (number === 0) await stage.start();
    await stage.reconcile();
  }
  const answers = new Map(policies.flatMap(({ name, manifest, byEdit }) => answersOf(name, manifest, byEdit)));
  const last = profile.at(-1);
  if (last === undefined) throw new Error('the profile was never committed');
  for (const field of [
    'loopback',
    'badTcpFlags',
    'sourceRouting',
    'revoked',
    'echo',
    'established',
    'dropInvalid',
    'essentials',
    'default',
    'noise',
  ])
    answers.set(`profile/host/${field}`, { file: 'profile.yaml', line: 1, commit: last });
  // What leads to a tier is layout, and the profile is where the layout is settled.
  answers.set('tier/default', { file: 'profile.yaml', line: 1, commit: last });
  return { commits: all, answers };
}

function profileText(number: number): string {
  return `apiVersion: gatewright.dev/v1alpha1
kind: FirewallProfile
metadata:
  name: host
spec:
  hostSelector: {}
  icmp:
    echo:
      burst: ${number}
`;
}

/** The jump to a policy answers with the newest commit of the whole manifest, a rule with that of its own lines. */
function answersOf(
  name: string,
  manifest: EditedManifest,
  byEdit: readonly Made[],
): readonly (readonly [string, Answer])[] {
  const file = `${name}.yaml`;
  const answer = (line: number, edit: number): Answer => {
    const commit = byEdit[edit - 1];
    if (commit === undefined) throw new Error(`edit ${edit} of ${name} was never committed`);
    return { file, line, commit };
  };
  return [
    [`policy/${name}`, answer(1, Math.max(...manifest.owners()))],
    ...manifest
      .ranges()
      .map((range) => [`policy/${name}/${range.name}`, answer(range.line, range.newestEdit)] as const),
  ];
}

function strip({ email: _, ...commit }: Made & { readonly email: string }): Made {
  return commit;
}

function nameRule({ family, chain, text }: Pick<BlamedRule, 'family' | 'chain' | 'text'>): string {
  return `${family} -A ${chain} ${text}`;
}

/** All but the hooks, which are nobody's. */
async function listOwnedRules(stage: Stage): Promise<readonly string[]> {
  const lists = families.map(async (family) =>
    (await stage.save(family)).split('\n').flatMap((line) => (line.startsWith('-A GW-') ? [`${family} ${line}`] : [])),
  );
  return (await Promise.all(lists)).flat();
}

/** Asked for one rule, by its comment or by its text, blame answers for that one alone. */
async function expectOneRule(
  stage: Stage,
  answers: ReadonlyMap<string, Answer>,
  rules: readonly BlamedRule[],
): Promise<void> {
  const rule = rules.find(({ label }) => label.startsWith('policy/policy-8/'));
  if (rule === undefined) throw new Error('policy-8 has no rule');
  for (const asked of [rule.label, rule.text, `-A ${rule.chain} ${rule.text}`]) {
    const one = await stage.gatewright(['blame', asked, '-o', 'json']);
    expect(one.code, one.stderr).toBe(0);
    expect(JSON.parse(one.stdout), asked).toEqual([rule]);
  }
  const text = await stage.gatewright(['blame', rule.label]);
  const answer = answers.get(rule.label);
  expect(text.stdout).toContain(`policy-8.yaml:${answer?.line}`);
  expect(text.stdout).toContain(answer?.commit.sha.slice(0, 10));
  expect(text.stdout).toContain(answer?.commit.author);
  const none = await stage.gatewright(['blame', 'policy/nobody/nothing']);
  expect([none.code, none.stdout, none.stderr]).toEqual([
    1,
    '',
    'gatewright: no kernel rule of ours has that text: policy/nobody/nothing\n',
  ]);
}

async function expectCommitsTold(stage: Stage, made: readonly Made[], webhook: StageWebhook): Promise<void> {
  const history = JSON.parse((await stage.gatewright(['history', '-o', 'json'])).stdout) as readonly HistoryEntry[];
  expect(history.map(({ outcome, revision, commit }) => [outcome, revision, commit && strip(commit)])).toEqual(
    made.toReversed().map((commit) => ['Applied', `main@sha1:${commit.sha}`, commit]),
  );
  const newest = made.at(-1);
  const status = JSON.parse((await stage.gatewright(['status', '-o', 'json'])).stdout) as HostObject;
  expect(status.status.commit).toEqual(newest);
  await stage.until('the last commit is told', () => webhook.statuses().at(-1)?.status.commit?.sha === newest?.sha);
  expect(webhook.statuses().map((host) => host.status.commit)).toEqual(made);
}
