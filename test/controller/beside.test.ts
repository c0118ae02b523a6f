// What a revision sets beside its rules: when it is guarded, whose it is, what is taken back, and what a boot may put up.

import { describe, expect, test } from 'vitest';
import { DataplaneError, ParameterError, StateError } from '../../src/ports.ts';
import { document } from '../policy/yaml.ts';
import { port, profile, reasons, type Stage, services, setStage, ssh } from './rollout-stage.ts';

describe('a revision that changes something beside the rules, or nothing', () => {
  const ttl = (value: number) => profile(`sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "${value}"}}`);

  test('a kernel parameter alone is guarded and proven, and what cuts the host off is undone', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = () => stage.parameters.get('net.ipv4.ip_default_ttl') !== '1';
    const { rollout } = await stage.commit(ttl(1), services(ssh));
    expect(rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    expect(stage.guards.at(-1)?.orders?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '1' } });
    // The rules are the same, and yet it is another thing.
    expect((await stage.commit(ttl(60), services(ssh))).rollout?.state).toBe('Confirmed');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
  });

  const damaged = new StateError('Unwritable', 'the file is damaged');
  const full = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
  const isReached = (stage: Stage) => () => stage.parameters.get('net.ipv4.ip_default_ttl') !== '1';

  test('a parameter whose value of before cannot be kept: it waits, and is guarded and proven when it can', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onKeep = full;
    stage.reaches = isReached(stage);
    const { problems } = await stage.commit(ttl(1), services(ssh, port(8000)));
    expect(problems).toContainEqual(
      expect.objectContaining({ reason: 'StateUnwritable', message: expect.stringContaining('no space is left') }),
    );
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    stage.onKeep = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('RolledBack');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    expect(stage.memory.rolloutRecord?.quarantined).toHaveLength(1);
  });

  /** What was there before us can be read until the rules are written. */
  const failBehindTheRules = (stage: Stage) => {
    stage.onRecall = () => (stage.lets(8000) ? Promise.reject(damaged) : Promise.resolve());
  };

  test('a parameter that cannot be written any more behind the rules: it is undone, and tried again', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    failBehindTheRules(stage);
    const undone = await stage.commit(ttl(60), services(ssh, port(8000)));
    expect([undone.rollout?.state, undone.rollout?.message]).toEqual([
      'RolledBack',
      expect.stringContaining('the file is damaged; it is tried again'),
    ]);
    expect(stage.lets(8000)).toBe(false);
    expect(stage.memory.rolloutRecord?.quarantined).toEqual([]);
    stage.onRecall = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('Confirmed');
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '60']);
  });

  test('a parameter that can never be written behind the rules: after three tries it is in quarantine', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    failBehindTheRules(stage);
    await stage.commit(ttl(60), services(ssh, port(8000)));
    for (let tries = 1; tries < 4; tries += 1) {
      expect(stage.memory.rolloutRecord?.quarantined, `${tries}`).toEqual([]);
      await stage.pass();
    }
    expect(stage.memory.rolloutRecord?.quarantined).toMatchObject([{ why: 'the file is damaged' }]);
    expect(stage.lets(8000)).toBe(false);
  });

  test('a disk that takes nothing behind the rules: all of it is written and proven, and kept up when the disk is back', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    let kept = 0;
    stage.onKeep = () => {
      kept += 1;
      return kept === 1 ? Promise.resolve() : full();
    };
    const outcome = await stage.commit(ttl(60), services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['DiskFull']]);
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    await stage.restart();
    stage.onKeep = () => Promise.resolve();
    await stage.pass();
    stage.parameters.set('net.ipv4.ip_default_ttl', '61');
    expect((await stage.pass()).drift).toEqual(['net.ipv4.ip_default_ttl: set to 60 (it was 61)']);
    expect(stage.remembered('Parameters')).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '60' } });
  });

  test('where it is not known what was there before us, whatever sets something waits, and nothing else', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = isReached(stage);
    stage.onRecall = () => Promise.reject(damaged);
    for (const documents of [
      [ttl(1), services(ssh, port(8000))],
      [ttl(1), services(ssh)],
      [profile('defaults: {builtinPolicy: Drop}'), services(ssh)],
    ]) {
      const { problems } = await stage.commit(...documents);
      expect(problems).toContainEqual(
        expect.objectContaining({ reason: 'StateUnwritable', message: expect.stringContaining(damaged.message) }),
      );
      expect(stage.memory.lastGood?.snapshot.revision).toContain('1');
    }
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([false, '64']);
    expect((await stage.commit(profile(''), services(ssh, port(8001)))).rollout?.state).toBe('Confirmed');
    expect((await stage.commit(ttl(1), services(ssh, port(8001)))).rollout).toBeUndefined();
    stage.onRecall = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
  });

  test.each([
    ['Parameters', profile('defaults: {builtinPolicy: Drop}')],
    ['Policies', ttl(60)],
  ] as const)('only what the damaged file speaks of waits (%s)', async (file, other) => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onRecall = (asked) => (asked === file ? Promise.reject(damaged) : Promise.resolve());
    const outcome = await stage.commit(other, services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['Unwritable']]);
    expect(stage.lets(8000)).toBe(true);
  });

  test('a first revision is not kept from a host that has none: its rules come, and the rest with the next one', async () => {
    const stage = setStage();
    stage.onRecall = () => Promise.reject(damaged);
    const outcome = await stage.commit(ttl(1), services(ssh, port(8000)));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['Unwritable']]);
    stage.onRecall = () => Promise.resolve();
    const later = await stage.pass();
    expect(later.problems).toEqual([
      expect.objectContaining({
        reason: 'ParameterDiffers',
        message: expect.stringMatching(/is set with the next commit$/),
      }),
    ]);
    expect([stage.lets(8000), stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual([true, '64']);
    stage.reaches = isReached(stage);
    expect((await stage.commit(ttl(1), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
  });

  test('what was not put back, because nobody knew what was there, is put back by another revision, guarded', async () => {
    const stage = setStage();
    await stage.commit(ttl(60), services(ssh));
    stage.onRecall = () => Promise.reject(damaged);
    expect((await stage.commit(profile(''), services(ssh, port(8001)))).rollout?.state).toBe('Confirmed');
    stage.onRecall = () => Promise.resolve();
    await stage.pass();
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    expect((await stage.commit(profile(''), services(ssh))).rollout?.state).toBe('Confirmed');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    expect(stage.guards.at(-1)?.orders?.parameters).toEqual({
      'net.ipv4.ip_default_ttl': { before: '60', ours: '64' },
    });
  });

  describe('a parameter that could not be set when its revision took over', () => {
    const name = 'net.ipv4.ip_default_ttl';
    /** It stands without it, as of an interface that is not there yet. */
    const standWithout = async (value: number) => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.parameters.delete(name);
      const outcome = await stage.commit(ttl(value), services(ssh, port(8000)));
      expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['ParameterDiffers']]);
      stage.parameters.set(name, '64');
      return stage;
    };

    test('is not set behind everybody’s back when it can be, but told, and set with the next commit, guarded', async () => {
      const stage = await standWithout(1);
      stage.reaches = isReached(stage);
      for (const _ of [1, 2]) {
        const { problems } = await stage.pass();
        expect(problems.map(({ message }) => message)).toEqual([
          `${name} is 64 and must be 1: it did not stand when this revision was confirmed, and later nobody would look whether the host is still reached; it is set with the next commit`,
        ]);
        expect(stage.parameters.get(name)).toBe('64');
      }
      const { rollout } = await stage.commit(ttl(1), services(ssh, port(8000)));
      expect([rollout?.state, stage.parameters.get(name)]).toEqual(['RolledBack', '64']);
    });

    test('is ours once it was set and confirmed: then it is kept up, also where it was away meanwhile', async () => {
      const stage = await standWithout(60);
      await stage.commit(ttl(60), services(ssh));
      expect(stage.parameters.get(name)).toBe('60');
      stage.parameters.delete(name);
      await stage.pass();
      stage.parameters.set(name, '64');
      expect((await stage.pass()).drift).toEqual([`${name}: set to 60 (it was 64)`]);
    });

    test('is not put up by a boot before it was confirmed', async () => {
      const stage = await standWithout(60);
      expect(stage.boots.at(-1)?.parameters).toEqual({});
      await stage.commit(ttl(60), services(ssh));
      expect(stage.boots.at(-1)?.parameters).toEqual({ [name]: '60' });
    });

    test('because another program sets it back at once: the same', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWritten = () => stage.parameters.set(name, '64');
      expect(reasons(await stage.commit(ttl(1), services(ssh)))).toEqual(['ParameterDiffers']);
      stage.onWritten = () => undefined;
      await stage.pass();
      expect([stage.parameters.get(name), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('because the kernel refused it, and somebody has confirmed the revision: the same', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      const wait = `rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"${name}": "1"}}`;
      expect((await stage.commit(profile(wait), services(ssh))).rollout?.state).toBe('AwaitingConfirmation');
      await stage.pass({ verdict: { kind: 'Confirm' } });
      stage.onWrite = () => Promise.resolve();
      await stage.pass();
      expect([stage.parameters.get(name), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('and the file that says what is ours is damaged: a boot does not put it up, but what it has put up before', async () => {
      const stage = await standWithout(60);
      const both = (rule: string) =>
        [
          profile(`sysctls: {mode: Enforce, values: {"${name}": "60", "net.ipv4.tcp_syncookies": "2"}}`),
          services(ssh, rule),
        ] as const;
      stage.parameters.delete(name);
      await stage.commit(...both(port(8000)));
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '2' });
      stage.onRecall = () => Promise.reject(damaged);
      await stage.commit(...both(port(8001)));
      expect(stage.lets(8001)).toBe(true);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '2' });
    });

    test('is asked for at each pass while nobody can tell, and the file of the boot is not written each time', async () => {
      const stage = setStage();
      await stage.commit(ttl(60), services(ssh));
      stage.onRecall = () => Promise.reject(damaged);
      const { kept: _, ...memory } = stage.memory;
      stage.memory = memory;
      const { length } = stage.boots;
      await stage.pass();
      await stage.pass();
      expect(stage.boots).toHaveLength(length);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': '60' });
    });

    test('but has stood with one before is ours all the time, whatever is committed while it is away', async () => {
      const stage = setStage();
      stage.parameters.set(name, '60');
      await stage.commit(ttl(60), services(ssh));
      stage.parameters.delete(name);
      await stage.commit(ttl(60), services(ssh, port(8000)));
      stage.parameters.set(name, '64');
      await stage.pass();
      expect(stage.parameters.get(name)).toBe('60');
    });

    test('because the kernel refused it: the same, and what stands by chance is ours', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      const values = profile(`sysctls: {mode: Enforce, values: {"${name}": "60", "net.ipv4.tcp_syncookies": "1"}}`);
      expect(reasons(await stage.commit(values, services(ssh)))).toEqual(['ParameterRefused', 'ParameterDiffers']);
      stage.onWrite = () => Promise.resolve();
      stage.parameters.set('net.ipv4.tcp_syncookies', '2');
      expect((await stage.pass()).drift).toEqual(['net.ipv4.tcp_syncookies: set to 1 (it was 2)']);
      expect(stage.parameters.get(name)).toBe('64');
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.tcp_syncookies': '1' });
    });
  });

  test('a parameter that the kernel sets along with another one is set as it is wanted, in the same pass', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    const values = '{"net.ipv4.ip_default_ttl": "60", "net.ipv4.tcp_syncookies": "1"}';
    stage.onWritten = (name) => {
      if (name === 'net.ipv4.ip_default_ttl') stage.parameters.set('net.ipv4.tcp_syncookies', '0');
    };
    const outcome = await stage.commit(profile(`sysctls: {mode: Enforce, values: ${values}}`), services(ssh));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', []]);
    expect(Object.fromEntries(stage.parameters)).toEqual({
      'net.ipv4.ip_default_ttl': '60',
      'net.ipv4.tcp_syncookies': '1',
    });
  });

  describe('what a revision has set stays ours', () => {
    const wait = profile(
      'rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "60"}}\ndefaults: {builtinPolicy: Drop}',
    );
    const keepsUp = async (stage: Stage) => {
      stage.parameters.set('net.ipv4.ip_default_ttl', '61');
      expect((await stage.pass()).drift).toEqual(['net.ipv4.ip_default_ttl: set to 60 (it was 61)']);
      expect(stage.boots.at(-1)?.parameters).toEqual({ 'net.ipv4.ip_default_ttl': '60' });
      expect(stage.kernel.text()).toContain(dropped);
    };

    test('when it is confirmed and the next one takes over in the same pass', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      await stage.commit(wait, services(ssh));
      await stage.commit(wait.replace('Manual', 'Auto'), services(ssh, port(8000)));
      const outcome = await stage.pass({ verdict: { kind: 'Confirm' } });
      expect([outcome.rollout?.state, stage.lets(8000)]).toEqual(['Confirmed', true]);
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test.each(['rule', 'the file'])('when the disk has not taken its %s, and the next one takes over', async (what) => {
      const stage = setStage();
      const automatic = wait.replace('Manual', 'Auto');
      await stage.commit(profile(''), services(ssh));
      const refuse = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      if (what === 'rule') stage.onGood = refuse;
      else
        stage.onWritten = () => {
          stage.onKeep = refuse;
        };
      await stage.commit(automatic, services(ssh));
      stage.onGood = () => Promise.resolve();
      stage.onKeep = () => Promise.resolve();
      stage.onWritten = () => undefined;
      await stage.commit(automatic, services(ssh, port(8000)));
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test('when the disk has taken nothing, and somebody has changed it by the time it does', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onGood = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      await stage.commit(wait.replace('Manual', 'Auto'), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '61');
      stage.onGood = () => Promise.resolve();
      await stage.pass();
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
      await keepsUp(stage);
    });

    test('when it was confirmed while the kernel could not be read', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      await stage.commit(wait, services(ssh));
      stage.kernel.unreadable = new DataplaneError('LockTimeout', 'not now');
      await stage.pass({ verdict: { kind: 'Confirm' } });
      stage.kernel.unreadable = undefined;
      await stage.pass();
      await keepsUp(stage);
    });
  });

  describe('a parameter of a revision whose undoing was lost', () => {
    /** The host is cut off, and then guard and controller are killed. */
    const killBoth = async (stage: Stage, change: () => Promise<unknown>) => {
      stage.reaches = () => {
        if (stage.parameters.get('net.ipv4.ip_default_ttl') !== '1') return true;
        throw new Error('killed');
      };
      await expect(change()).rejects.toThrow('killed');
      stage.parameters.set('net.ipv4.ip_default_ttl', '1');
      stage.reaches = isReached(stage);
    };

    test('is taken back where the revision before wants it, too, but never had it', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.parameters.delete('net.ipv4.ip_default_ttl');
      await stage.commit(ttl(1), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '64');
      await killBoth(stage, () => stage.commit(ttl(1), services(ssh, port(8000))));
      await stage.restart();
      await stage.pass({ fetch: false });
      expect([stage.parameters.get('net.ipv4.ip_default_ttl'), stage.boots.at(-1)?.parameters]).toEqual(['64', {}]);
    });

    test('is taken back where none stood before, before it is tried once more', async () => {
      const stage = setStage();
      await killBoth(stage, () => stage.commit(ttl(1), services(ssh)));
      stage.memory = {};
      const outcome = await stage.pass();
      expect([outcome.rollout?.state, stage.parameters.get('net.ipv4.ip_default_ttl')]).toEqual(['RolledBack', '64']);
    });

    test('is taken back where the same revision held otherwise here, by other labels of the host', async () => {
      const stage = setStage();
      const labelled = profile(
        'sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1"}}\npriority: 900',
        '{matchLabels: {x: "on"}}',
      );
      const both = [profile(''), labelled.replace('name: host', 'name: other'), services(ssh)];
      await stage.commit(...both);
      stage.host = { name: 'h', labels: { x: 'on' } };
      await killBoth(stage, () => stage.restart());
      stage.host = { name: 'h', labels: {} };
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    });

    test('but somebody else’s hand is left alone: what stood so already was tried by nobody', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.onWrite = () => Promise.reject(new ParameterError('EINVAL'));
      await stage.commit(ttl(60), services(ssh));
      stage.parameters.set('net.ipv4.ip_default_ttl', '60');
      stage.onWrite = () => Promise.resolve();
      stage.reaches = () => !stage.lets(8000);
      expect((await stage.commit(ttl(60), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
      await stage.pass();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
    });

    test('is taken back by whoever starts with the revision before, because the disk did not take the new one', async () => {
      const stage = setStage();
      await stage.commit(ttl(63), services(ssh));
      stage.onGood = () => Promise.reject(new StateError('DiskFull', 'no space is left'));
      expect((await stage.commit(ttl(60), services(ssh))).rollout?.state).toBe('Confirmed');
      stage.onGood = () => Promise.resolve();
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('63');
    });

    const befores = [
      ['it goes back to what it was', profile(''), '64'],
      ['it goes back to what the revision before wants', ttl(63), '63'],
    ] as const;
    test.each(befores)('with the guard and the controller: %s', async (_, before, expected) => {
      const stage = setStage();
      await stage.commit(before, services(ssh));
      stage.reaches = () => {
        if (stage.parameters.get('net.ipv4.ip_default_ttl') !== '1') return true;
        throw new Error('killed');
      };
      await expect(stage.commit(ttl(1), services(ssh))).rejects.toThrow('killed');
      // Its guard is killed as well, so that nobody has undone it.
      stage.parameters.set('net.ipv4.ip_default_ttl', '1');
      await stage.restart();
      expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe(expected);
    });

    test('as policies of built-in chains are taken back, in both families', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      const wait = profile('rollout: {mode: Manual, confirmTimeout: 60s}\ndefaults: {builtinPolicy: Drop}');
      await stage.commit(wait, services(ssh));
      const countDropped = () => stage.kernel.text().split(dropped).length - 1;
      expect(countDropped()).toBe(2);
      // Both are killed while it waits.
      await stage.restart();
      expect([stage.memory.waiting, countDropped()]).toEqual([undefined, 0]);
    });

    test('while another waited for a word: nothing of that one is ours before it was confirmed', async () => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      const wait = profile(
        'rollout: {mode: Manual, confirmTimeout: 60s}\nsysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1"}}',
      );
      expect((await stage.commit(wait, services(ssh))).rollout?.state).toBe('AwaitingConfirmation');
      await stage.pass();
      await stage.pass();
      expect(stage.remembered('Parameters')).toEqual({
        'net.ipv4.ip_default_ttl': {
          before: '64',
          ours: '64',
          tried: { found: '64', value: '1', by: expect.stringMatching(/^main@sha1:0+2 /) },
        },
      });
      await stage.pass({ verdict: { kind: 'Confirm' } });
      expect(stage.remembered('Parameters')).toEqual({ 'net.ipv4.ip_default_ttl': { before: '64', ours: '1' } });
    });
  });

  test('one parameter that the kernel does not tell keeps no other from being set, guarded and proven', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = isReached(stage);
    const both = (value: number) =>
      profile(
        `sysctls: {mode: Enforce, values: {"net.ipv6.conf.all.stable_secret": "::1", "net.ipv4.ip_default_ttl": "${value}"}}`,
      );
    expect((await stage.commit(both(1), services(ssh))).rollout?.state).toBe('RolledBack');
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('64');
    const outcome = await stage.commit(both(60), services(ssh));
    expect([outcome.rollout?.state, reasons(outcome)]).toEqual(['Confirmed', ['ParameterRefused']]);
    expect(stage.parameters.get('net.ipv4.ip_default_ttl')).toBe('60');
  });

  const drop = profile('defaults: {builtinPolicy: Drop}');
  const dropped = ':INPUT DROP [0:0]';

  test('the policy of a built-in chain alone is guarded and proven, and what cuts the host off is undone', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.reaches = () => !stage.kernel.text().includes(dropped);
    expect((await stage.commit(drop, services(ssh))).rollout?.state).toBe('RolledBack');
    expect(stage.kernel.text()).not.toContain(dropped);
    stage.reaches = () => true;
    expect((await stage.pass({ isMeant: () => true })).rollout?.state).toBe('Confirmed');
    expect(stage.kernel.text()).toContain(dropped);
  });

  test('the policy of a built-in chain that cannot be kept: it waits', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    stage.onKeep = full;
    const { problems } = await stage.commit(drop, services(ssh, port(8000)));
    expect(problems).toContainEqual(expect.objectContaining({ reason: 'StateUnwritable' }));
    expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([false, false]);
    stage.onKeep = () => Promise.resolve();
    expect((await stage.pass()).rollout?.state).toBe('Confirmed');
    expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([true, true]);
  });

  test.each(['LockTimeout', 'ToolTimeout', 'ToolCrashed'] as const)(
    'the policy of a built-in chain that cannot be set behind the rules (%s): it is undone, and tried again',
    async (reason) => {
      const stage = setStage();
      await stage.commit(profile(''), services(ssh));
      stage.kernel.refuse = (script) => script.includes(dropped) && new DataplaneError(reason, 'not now');
      const undone = await stage.commit(drop, services(ssh, port(8000)));
      expect([undone.rollout?.state, undone.rollout?.message]).toEqual([
        'RolledBack',
        expect.stringContaining('not now; it is tried again'),
      ]);
      expect([stage.lets(8000), stage.memory.rolloutRecord?.quarantined]).toEqual([false, []]);
      stage.kernel.refuse = () => false;
      expect((await stage.pass()).rollout?.state).toBe('Confirmed');
      expect([stage.lets(8000), stage.kernel.text().includes(dropped)]).toEqual([true, true]);
    },
  );

  test('nothing at all is neither guarded nor proven', async () => {
    const stage = setStage();
    await stage.commit(profile(''), services(ssh));
    await stage.commit(
      profile(''),
      services(ssh),
      document('Service', 'unused', 'ports: [{protocol: TCP, ports: [1]}]'),
    );
    expect(stage.guards.filter(({ orders }) => orders !== undefined)).toHaveLength(1);
  });
});

test('what somebody else has set meanwhile is not put back', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  stage.reaches = () => {
    if (!stage.lets(8000)) return true;
    stage.parameters.set('net.ipv4.ip_default_ttl', '99');
    return false;
  };
  const spec = 'sysctls: {mode: Enforce, values: {"net.ipv4.ip_default_ttl": "1", "net.ipv4.tcp_syncookies": "2"}}';
  expect((await stage.commit(profile(spec), services(ssh, port(8000)))).rollout?.state).toBe('RolledBack');
  expect(Object.fromEntries(stage.parameters)).toEqual({
    'net.ipv4.ip_default_ttl': '99',
    'net.ipv4.tcp_syncookies': '1',
  });
});

test('a parameter that the kernel does not tell stops no commit', async () => {
  const stage = setStage();
  await stage.commit(services(ssh));
  const report = profile('sysctls: {mode: Report, values: {"net.ipv6.conf.all.stable_secret": "::1"}}');
  const outcome = await stage.commit(report, services(ssh, port(8000)));
  expect([stage.lets(8000), reasons(outcome)]).toEqual([true, ['ParameterRefused']]);
});
