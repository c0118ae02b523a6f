// How a revision takes over, by the loop's passes alone: what is guarded, held, undone, tried again and gone back to.

import { describe, expect, test } from 'vitest';
import { checkConfirm, leaveWaiting } from '../../src/controller/verdict.ts';
import { StateError, type Suspension } from '../../src/ports.ts';
import type { PassOutcome } from '../../src/status/outcome.ts';
import { never, port, profile, reasons, type Stage, services, setStage, ssh } from './rollout-stage.ts';

const manual = profile('rollout: {mode: Manual, confirmTimeout: 60s}');

describe('a probe that fails behind the change', () => {
  /** It answers until the rules are there, and then not for some tries. */
  const outageAt = (stage: Stage, number: number, tries: number) => {
    let left = tries;
    stage.reaches = () => {
      if (left === tries && !stage.lets(number)) return true;
      left -= 1;
      return left < 0;
    };
  };

  test('and fails without it, too, is an outage: the revision is not to blame, and is tried again', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    outageAt(stage, 8000, 1_000);
    const outcome = await stage.commit(services(ssh, port(8000)));
    expect([outcome.rollout?.state, outcome.quarantined, reasons(outcome)]).toEqual(['RolledBack', [], ['RolledBack']]);
    expect(stage.lets(8000)).toBe(false);
    // It is still away: that was so before the change.
    stage.reaches = () => false;
    const again = await stage.pass();
    expect([again.rollout?.state, stage.lets(8000), reasons(again)]).toEqual(['Unproven', true, []]);
  });

  test('and comes back without it is the revision’s fault', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    stage.reaches = () => !stage.lets(8000);
    const outcome = await stage.commit(services(ssh, port(8000)));
    expect(outcome.quarantined).toHaveLength(1);
    stage.reaches = () => true;
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.lets(8000)).toBe(false);
  });

  test('again and again, coming and going, is no reason to try for ever', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    const outcomes: PassOutcome[] = [];
    for (let count = 0; count < 5; count += 1) {
      outageAt(stage, 8000, 1_000);
      outcomes.push(count === 0 ? await stage.commit(services(ssh, port(8000))) : await stage.pass());
    }
    expect(outcomes.map(({ quarantined }) => quarantined?.length)).toEqual([0, 0, 0, 1, 1]);
    expect(stage.guards.filter(({ orders }) => orders !== undefined)).toHaveLength(5);
  });
});

describe('quarantine', () => {
  test('ends for all that comes to the same when one of them is confirmed', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    let isCut = true;
    stage.reaches = () => !isCut || !stage.lets(8000);
    await stage.commit(services(ssh, port(8000)));
    expect(reasons(await stage.commit(services(ssh, port(8000)), '# the same\n'))).toEqual(['RolledBack']);
    isCut = false;
    expect(reasons(await stage.pass({ isMeant: () => true }))).toEqual([]);
    expect(reasons(await stage.commit(services(ssh, port(8000)), '# the same once more\n'))).toEqual([]);
    await stage.restart();
    expect(reasons(await stage.pass())).toEqual([]);
  });

  test('is written as soon as the state folder takes it', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    stage.reaches = () => !stage.lets(8000);
    stage.disk.isFull = true;
    expect(reasons(await stage.commit(services(ssh, port(8000))))).toContain('DiskFull');
    expect(reasons(await stage.pass())).toContain('DiskFull');
    stage.disk.isFull = false;
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.disk.rollout.quarantined).toHaveLength(1);
  });
});

test('a suspension that could not be written is written later, and holds behind a restart', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  stage.disk.isFull = true;
  const suspension: Suspension = { reason: 'work', by: 'root', until: '2030-01-01T00:00:00Z', isRepairing: true };
  await stage.pass({ suspension });
  stage.disk.isFull = false;
  await stage.pass();
  await stage.restart();
  expect(reasons(await stage.commit(services(ssh, port(8000))))).toEqual(['Suspended']);
  expect(stage.lets(8000)).toBe(false);
});

describe('a revision that waits for a word', () => {
  const wait = async (stage: Stage, isFirst = false) => {
    if (!isFirst) await stage.commit(services(ssh));
    const { rollout } = await stage.commit(manual, services(ssh, port(8000)));
    expect(rollout?.state).toBe('AwaitingConfirmation');
    const guard = stage.guards.at(-1);
    if (guard === undefined) throw new Error('there is no guard');
    return guard;
  };

  test.each([false, true])(
    'is not written again when its guard acts while the source is asked (first: %s)',
    async (isFirst) => {
      const stage = setStage();
      const guard = await wait(stage, isFirst);
      stage.onFetch = async () => {
        stage.advance(61_000);
        await guard.fire();
      };
      const { rollout } = await stage.pass();
      expect([rollout?.state, stage.lets(8000)]).toEqual(['RolledBack', false]);
      stage.onFetch = () => Promise.resolve();
      await stage.pass();
      expect(stage.lets(8000)).toBe(false);
    },
  );

  test('is undone when its guard is gone', async () => {
    const stage = setStage();
    (await wait(stage)).die();
    const { rollout } = await stage.pass({ fetch: false });
    expect([rollout?.message, stage.lets(8000)]).toEqual([
      expect.stringContaining('the process that guards it is gone'),
      false,
    ]);
  });

  test('is undone when the controller ends, and waits again behind its start', async () => {
    const stage = setStage();
    await wait(stage);
    await leaveWaiting(stage.world, stage.memory);
    expect([stage.lets(8000), stage.disk.rollout.pending]).toEqual([false, undefined]);
    await stage.restart();
    expect((await stage.pass()).rollout?.state).toBe('AwaitingConfirmation');
  });

  test('is confirmed by its own name, and not by another', async () => {
    const stage = setStage();
    await wait(stage);
    const sha = stage.memory.waiting?.target.snapshot.revision.replace(/^.*:/, '');
    expect(checkConfirm(stage.memory, '1'.repeat(40))).toMatchObject({ ok: false });
    expect(checkConfirm(stage.memory, sha)).toMatchObject({ ok: true });
    const { rollout } = await stage.pass({ verdict: { kind: 'Confirm' } });
    expect([rollout?.state, stage.lets(8000)]).toEqual(['Confirmed', true]);
    expect(checkConfirm(stage.memory, undefined)).toMatchObject({ ok: false });
  });
});

describe('rollback', () => {
  test('takes the rules alone where it is not known what was there before us', async () => {
    const stage = setStage();
    const ttl = (value: number) => profile(`sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "${value}"}}`);
    await stage.commit(ttl(60), services(ssh, port(8000)));
    await stage.commit(ttl(61), services(ssh));
    stage.onRecall = () => Promise.reject(new StateError('Unwritable', 'the file is damaged'));
    expect((await stage.rollBack()) as PassOutcome).toMatchObject({ rollout: { state: 'Confirmed' } });
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '61']);
    stage.onRecall = () => Promise.resolve();
    expect(reasons(await stage.pass())).toContain('ParameterDiffers');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '61']);
  });

  test('that the kernel refuses says so, and not that it was done', async () => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8000)));
    await stage.commit(services(ssh));
    stage.kernel.refuse = (script) => script.includes('8000');
    const outcome = (await stage.rollBack()) as PassOutcome;
    expect(outcome.rollout).toBeUndefined();
    expect(outcome.problems).toContainEqual(expect.objectContaining({ reason: 'KernelRefused' }));
    expect([outcome.applied?.revision.at(-1), stage.lets(8000)]).toEqual(['2', false]);
  });

  const many = Array.from({ length: 60 }, (_, index) => port(9000 + index));

  test('is never held: whoever says it means it', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, ...many));
    await stage.rollBack();
    expect(stage.lets(9059)).toBe(false);
    expect(reasons(await stage.pass())).toEqual(['RolledBack']);
    expect(stage.lets(9059)).toBe(false);
  });

  test.each([
    ['refused', 'spec: ['],
    ['held', services(port(8001))],
  ])('goes back also while the newest revision is %s', async (_, newest) => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8001)));
    await stage.commit(services(ssh, port(8001), port(8002)));
    await stage.commit(newest);
    await stage.rollBack();
    await stage.pass();
    expect([stage.lets(8001), stage.lets(8002)]).toEqual([true, false]);
  });

  test('goes back also while suspended', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    await stage.pass({ suspension: { reason: 'x', by: 'y', until: '2030-01-01T00:00:00Z', isRepairing: true } });
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(false);
  });

  test('goes back behind a restart, and once: what was left is not come back to', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    await stage.restart();
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(false);
    expect(await stage.rollBack()).toContain('was left here already');
    await stage.restart();
    expect(await stage.rollBack()).toContain('was left here already');
    expect(stage.lets(8002)).toBe(false);
  });

  test('to a revision that cuts the host off is undone, once', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    await stage.commit(services(ssh, port(8002)));
    stage.reaches = () => stage.lets(8002);
    await stage.rollBack();
    expect(stage.lets(8002)).toBe(true);
    const { length } = stage.guards;
    await stage.pass();
    await stage.pass({ fetch: false });
    expect([stage.lets(8002), stage.guards.length]).toEqual([true, length]);
  });

  test.each([false, true])(
    'never opens ssh again by the automatic failsafe, and takes no last way in (restart: %s)',
    async (isRestarted) => {
      const stage = setStage();
      await stage.commit(services(port(8001)));
      expect(stage.lets(22)).toBe(true);
      await stage.commit(services(ssh, port(8002)));
      if (isRestarted) await stage.restart();
      expect(await stage.rollBack()).toContain('lets no ssh in');
      expect([stage.lets(22), stage.lets(8002)]).toEqual([true, true]);
    },
  );

  test('where nothing was confirmed before says so', async () => {
    const stage = setStage();
    await stage.commit(services(ssh));
    expect(await stage.rollBack()).toContain('there is no revision that was confirmed before');
  });
});

describe('held until somebody says that it is meant', () => {
  const failsafe = 'failsafe: {ingress: [{services: [ssh]}]}';

  test('no policy selects the host any more, however few rules that takes', async () => {
    const stage = setStage();
    await stage.commit(profile(failsafe), services(port(8001)));
    const other = services(port(8001)).replace('hostSelector: {}', 'hostSelector: {matchLabels: {role: other}}');
    const outcome = await stage.commit(profile(failsafe), other);
    expect([outcome.rollout?.state, stage.lets(8001)]).toEqual(['Held', true]);
    expect(outcome.rollout?.message).toContain('no policy selects this host any more');
  });

  test('the failsafe that lets ssh in goes, once ssh was let in by a policy', async () => {
    const stage = setStage();
    await stage.commit(services(ssh, port(8001)));
    expect((await stage.commit(profile(failsafe), services(port(8001)))).rollout?.state).toBe('Confirmed');
    const outcome = await stage.commit(profile(failsafe, '{matchLabels: {role: other}}'), services(port(8001)));
    expect([outcome.rollout?.state, stage.lets(22)]).toEqual(['Held', true]);
  });

  test('another label of the configuration leaves no policy for the host', async () => {
    const stage = setStage();
    stage.host = { name: 'h', labels: { role: 'web' } };
    const web = services(ssh, port(8001)).replace('hostSelector: {}', 'hostSelector: {matchLabels: {role: web}}');
    await stage.commit(profile(failsafe), web);
    stage.host = { name: 'h', labels: { role: 'wbe' } };
    await stage.restart();
    const outcome = await stage.pass();
    expect([outcome.rollout?.state, stage.lets(8001)]).toEqual(['Held', true]);
    // Also where nothing asks the source: what is kept up is kept up as it was.
    expect([reasons(await stage.pass({ fetch: false })), stage.lets(8001)]).toEqual([['Held'], true]);
    expect(reasons(await stage.pass({ isMeant: () => true }))).toEqual([]);
    expect(stage.lets(8001)).toBe(false);
    await stage.restart();
    expect([reasons(await stage.pass()), stage.lets(8001)]).toEqual([[], false]);
  });
});

test('the same revision with other files, as of another folder of the repository, takes over like a new one', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  const { source } = stage.world;
  const same = await source.fetch(never);
  const text = services(ssh, port(8000));
  const files = [{ path: 'b.yaml', digest: text, bytes: new TextEncoder().encode(text) }];
  const fetch = () => Promise.resolve({ ...same, files });
  Object.assign(source, { fetch });
  expect((await stage.pass()).rollout?.state).toBe('Confirmed');
  expect(stage.lets(8000)).toBe(true);
});

test('a revision that waits is not written again when its guard acts at the last moment', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  await stage.commit(manual, services(ssh, port(8000)));
  const guard = stage.guards.at(-1);
  if (guard === undefined) throw new Error('there is no guard');
  const { dataplane } = stage.world;
  const { observe } = dataplane;
  // What it undoes looks like drift to the pass that is under way.
  const actFirst: typeof observe = async (signal) => {
    Object.assign(dataplane, { observe });
    await guard.fire();
    return await observe(signal);
  };
  Object.assign(dataplane, { observe: actFirst });
  await stage.pass({ fetch: false });
  expect(stage.lets(8000)).toBe(false);
  expect((await stage.pass({ fetch: false })).quarantined).toHaveLength(1);
  expect(stage.lets(8000)).toBe(false);
});
