// The status object: conditions, what moves when, and what is worth telling.

import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/policy/fault.ts';
import type { Commit, Revision } from '../../src/policy/snapshot.ts';
import type { PassOutcome, PolicyHits, Problem } from '../../src/status/outcome.ts';
import { type HostObject, type SummarizeOptions, summarizeHost, worthTelling } from '../../src/status/status.ts';

const first = `main@sha1:${'1'.repeat(40)}` as Revision;
const second = `main@sha1:${'2'.repeat(40)}` as Revision;
const commit: Commit = {
  sha: '1'.repeat(40),
  author: 'Ada',
  email: 'ada@example.org',
  date: '2026-01-01T08:00:00Z',
  subject: 'let the office in',
  signed: false,
};
const unreachable: Problem = {
  source: 'Source',
  reason: 'SourceUnreachable',
  message: 'git.example.org refused the connection.',
  retrying: true,
};
const refused: Problem = {
  source: 'Manifests',
  reason: 'ManifestsRefused',
  message: 'One manifest is refused',
  retrying: false,
};
const fault: Fault = {
  file: 'a.yaml',
  line: 3,
  column: 5,
  pointer: '/spec',
  subject: 'FirewallPolicy/web',
  message: 'unknown field `form`',
};

function pass(outcome: Partial<PassOutcome> = {}): PassOutcome {
  return {
    attempted: first,
    applied: { revision: first, commit },
    problems: [],
    faults: [],
    warnings: [],
    drift: [],
    policies: [],
    dataplane: { backend: 'nft', version: '1.8.9' },
    ...outcome,
  };
}

function host(outcome: PassOutcome, options: Partial<SummarizeOptions> = {}): HostObject {
  return summarizeHost({
    identity: {
      name: 'gw1',
      labels: { site: 'berlin', role: 'gateway' },
      zones: { wan: ['eth0'], lan: ['eth1', 'br-lan+'] },
    },
    outcome,
    previous: undefined,
    now: new Date('2026-01-01T10:00:00.123Z'),
    outbox: { pending: 0, delivered: 0, lost: 0 },
    controllerVersion: '0.1.0',
    ...options,
  });
}

const later = { now: new Date('2026-01-01T11:00:00Z') };

function conditions(object: HostObject): readonly string[] {
  return object.status.conditions.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
}

describe('the status object', () => {
  it('is the Host as kubectl would print it', () => {
    const plan = { added: 4, removed: 0, replaced: 1, entriesAdded: 2, entriesRemoved: 0 };
    expect(host(pass({ plan }))).toEqual({
      apiVersion: 'gatewright.dev/v1alpha1',
      kind: 'Host',
      metadata: { name: 'gw1', labels: { role: 'gateway', site: 'berlin' } },
      spec: { zones: { lan: ['eth1', 'br-lan+'], wan: ['eth0'] } },
      status: {
        observedGeneration: 1,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'Applied',
            message: `${first} is enforced.`,
            lastTransitionTime: '2026-01-01T10:00:00Z',
            observedGeneration: 1,
          },
        ],
        lastAttemptedRevision: first,
        lastAppliedRevision: first,
        lastAppliedTime: '2026-01-01T10:00:00Z',
        commit: {
          sha: '1'.repeat(40),
          author: 'Ada',
          date: '2026-01-01T08:00:00Z',
          subject: 'let the office in',
          signed: false,
        },
        dataplane: { backend: 'nft', version: '1.8.9' },
        controllerVersion: '0.1.0',
        plan,
        drift: { repairs: 0 },
        policies: [],
        faultCount: 0,
        faults: [],
        warningCount: 0,
        warnings: [],
        outbox: { pending: 0, delivered: 0, lost: 0 },
      },
    });
  });

  it('has the same bytes for the same facts, in whatever order they came', () => {
    const labels = {
      identity: {
        name: 'gw1',
        labels: { role: 'gateway', site: 'berlin' },
        zones: { lan: ['eth1', 'br-lan+'], wan: ['eth0'] },
      },
    };
    const plan = { entriesRemoved: 0, entriesAdded: 0, replaced: 0, removed: 0, added: 1 };
    const reordered = host(
      pass({ plan: { added: 1, removed: 0, replaced: 0, entriesAdded: 0, entriesRemoved: 0 } }),
      labels,
    );
    expect(JSON.stringify(host(pass({ plan })))).toBe(JSON.stringify(reordered));
  });

  it('keeps what a pass could not see', () => {
    const policies: PolicyHits[] = [
      { name: 'web', tier: 'Default', priority: 500, kernelRules: 2, packets: 9, bytes: 900, rules: [] },
    ];
    const plan = { added: 1, removed: 0, replaced: 0, entriesAdded: 0, entriesRemoved: 0 };
    const before = host(pass({ policies, plan }));
    const { dataplane, attempted, ...blind } = pass({ problems: [unreachable] });
    const after = host(blind, { previous: before });
    expect([dataplane, attempted]).toEqual([after.status.dataplane, after.status.lastAttemptedRevision]);
    expect([after.status.policies, after.status.plan]).toEqual([before.status.policies, plan]);
  });

  it('counts each revision attempted once', () => {
    const one = host(pass());
    const two = host(pass({ attempted: second, problems: [refused] }), { previous: one });
    const again = host(pass({ attempted: second, problems: [refused] }), { previous: two });
    const back = host(pass({ attempted: first }), { previous: again });
    expect([one, two, again, back].map(({ status }) => status.observedGeneration)).toEqual([1, 2, 2, 3]);
  });

  it('moves the time of application only with the revision', () => {
    const one = host(pass());
    const same = host(pass(), { previous: one, ...later });
    const next = host(pass({ attempted: second, applied: { revision: second } }), { previous: same, ...later });
    expect([same, next].map(({ status }) => status.lastAppliedTime)).toEqual([
      '2026-01-01T10:00:00Z',
      '2026-01-01T11:00:00Z',
    ]);
    expect(next.status).not.toHaveProperty('commit');
  });

  it('counts a pass that repaired drift once and keeps what it found', () => {
    const before = host(pass());
    const repaired = host(pass({ drift: ['A rule of GW-IN was missing.', 'The hook in INPUT was missing.'] }), {
      previous: before,
    });
    const quiet = host(pass(), { previous: repaired, ...later });
    expect(quiet.status.drift).toEqual({
      repairs: 1,
      lastRepairTime: '2026-01-01T10:00:00Z',
      lastRepair: ['A rule of GW-IN was missing.', 'The hook in INPUT was missing.'],
    });
  });

  it('holds the first 20 faults and the count of all, without pointers', () => {
    const faults = Array.from({ length: 25 }, (_, index) => ({ ...fault, line: index + 1 }));
    const { status } = host(pass({ attempted: second, faults, problems: [refused], warnings: [fault] }));
    expect([status.faultCount, status.faults.length, status.warningCount]).toEqual([25, 20, 1]);
    expect(status.warnings).toEqual([
      { file: 'a.yaml', line: 3, column: 5, subject: 'FirewallPolicy/web', message: 'unknown field `form`' },
    ]);
  });

  it('leaves out the hits of single rules beyond 1,000', () => {
    const rules = Array.from({ length: 1001 }, (_, index) => ({ direction: 'ingress', name: `r${index}`, packets: 0 }));
    const hits = { name: 'web', tier: 'Default', priority: 500, kernelRules: 1001, packets: 0, bytes: 0 };
    expect(host(pass({ policies: [{ ...hits, rules }] })).status.policies).toEqual([hits]);
    expect(host(pass({ policies: [{ ...hits, rules: rules.slice(1) }] })).status.policies).toEqual([
      { ...hits, rules: rules.slice(1) },
    ]);
  });

  it('bounds what the repository can write into it', () => {
    const loud = { ...commit, subject: 'x'.repeat(10_000), author: 'y'.repeat(10_000) };
    const { status } = host(pass({ applied: { revision: first, commit: loud } }));
    expect([status.commit?.subject.length, status.commit?.author.length]).toEqual([256, 256]);
  });
});

describe('conditions', () => {
  it('say Reconciling while a problem may go away by itself', () => {
    expect(conditions(host(pass({ problems: [unreachable] })))).toEqual([
      `Ready=False SourceUnreachable: ${first} is enforced. git.example.org refused the connection.`,
      'Reconciling=True SourceUnreachable: git.example.org refused the connection.',
    ]);
  });

  it('say Stalled, never Reconciling as well, when somebody has to act', () => {
    expect(conditions(host(pass({ attempted: second, problems: [unreachable, refused] })))).toEqual([
      `Ready=False ManifestsRefused: ${first} is enforced. git.example.org refused the connection. One manifest is refused.`,
      'Stalled=True ManifestsRefused: One manifest is refused.',
    ]);
  });

  it('are not Ready with faults that no problem speaks of', () => {
    expect(conditions(host(pass({ attempted: second, faults: [fault] })))).toEqual([
      `Ready=False ManifestsRefused: ${first} is enforced. One fault in ${second}; it is a.yaml:3:5: FirewallPolicy/web: unknown field \`form\`.`,
      `Stalled=True ManifestsRefused: One fault in ${second}; it is a.yaml:3:5: FirewallPolicy/web: unknown field \`form\`.`,
    ]);
  });

  it('say Reconciling while a pass is underway', () => {
    const { applied, attempted, ...start } = pass();
    expect([applied?.revision, attempted]).toEqual([first, first]);
    expect(conditions(host(start))).toEqual([
      'Ready=False Progressing: No revision is enforced yet. The first revision is awaited.',
      'Reconciling=True Progressing: The first revision is awaited.',
    ]);
    expect(conditions(host(pass({ attempted: second })))[1]).toBe(
      `Reconciling=True Progressing: ${second} is being applied.`,
    );
  });

  it('move their transition time only when their status changes', () => {
    const one = host(pass({ problems: [unreachable] }));
    const reworded = host(pass({ problems: [{ ...unreachable, reason: 'AuthenticationFailed' }] }), {
      previous: one,
      ...later,
    });
    expect(reworded.status.conditions.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([
      '2026-01-01T10:00:00Z',
      '2026-01-01T10:00:00Z',
    ]);
    const stalled = host(pass({ problems: [refused] }), { previous: reworded, ...later });
    expect(stalled.status.conditions.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
      ['Ready', '2026-01-01T10:00:00Z'],
      ['Stalled', '2026-01-01T11:00:00Z'],
    ]);
  });
});

describe('worth telling', () => {
  const base = host(pass());
  const told = (outcome: Partial<PassOutcome>, options: Partial<SummarizeOptions> = {}) =>
    worthTelling(base, host(pass(outcome), { previous: base, ...options }));

  it('is the first status, a condition, a revision, a fault, a repair', () => {
    const cases = [
      worthTelling(undefined, base),
      told({ problems: [unreachable] }),
      told({ attempted: second, problems: [refused] }),
      told({ attempted: second, applied: { revision: second } }),
      told({ drift: ['A rule of GW-IN was missing.'] }),
    ];
    expect(cases).toEqual([true, true, true, true, true]);
    const broken = host(pass({ problems: [refused], faults: [fault] }));
    const elsewhere = host(pass({ problems: [refused], faults: [{ ...fault, line: 4 }] }), { previous: broken });
    expect(worthTelling(broken, elsewhere)).toBe(true);
  });

  it('is never a hit, a time or a counter of the outbox', () => {
    const hits = [{ name: 'web', tier: 'Default', priority: 500, kernelRules: 2, packets: 9, bytes: 900, rules: [] }];
    expect([
      told({}),
      told({ policies: hits }),
      told({}, later),
      told({}, { outbox: { pending: 3, delivered: 1, lost: 7, lastError: 'x' } }),
    ]).toEqual([false, false, false, false]);
  });
});
