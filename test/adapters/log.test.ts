// The log: one line a message, and no secret in any of them.

import { expect, it } from 'vitest';
import { createLog } from '../../src/adapters/log.ts';
import type { Log } from '../../src/ports.ts';
import { StateError } from '../../src/ports.ts';

function record(
  options: { readonly terminal?: boolean; readonly colour?: boolean; readonly level?: 'debug' | 'info' } = {},
): { log: Log; text: () => string } {
  let text = '';
  const stream = { write: (chunk: string) => (text += chunk) };
  return { log: createLog({ stream, terminal: false, level: 'info', ...options }), text: () => text };
}

it('a message is one JSON line with level, time and facts', () => {
  const { log, text } = record();
  log.info('the revision is applied', {
    revision: 'main@sha1:1',
    added: 3,
    message: 'not the first',
    nothing: undefined,
  });
  expect(JSON.parse(text())).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    message: 'the revision is applied',
    message_: 'not the first',
    revision: 'main@sha1:1',
    added: 3,
  });
  expect(text().endsWith('}\n')).toBe(true);
});

it('levels below the wanted one are not written', () => {
  const { log, text } = record();
  log.debug('quiet');
  expect(text()).toBe('');
});

it('an error is its name, reason, message and causes; the stack only for debugging', () => {
  const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const error = new StateError('DiskFull', 'the disk is full', { cause });
  const { log, text } = record();
  log.error('failed', { error });
  expect(JSON.parse(text()).error).toEqual({
    name: 'StateError',
    message: 'the disk is full',
    reason: 'DiskFull',
    cause: { name: 'Error', message: 'no space', code: 'ENOSPC' },
  });
  const debug = record({ level: 'debug' });
  debug.log.error('failed', { error });
  expect(JSON.parse(debug.text()).error.stack).toContain('log.test.ts');
});

it('secrets are taken out by the name of the fact and by the shape of the text', () => {
  for (const terminal of [false, true]) {
    const { log, text } = record({ terminal, colour: false });
    log.warn('fetch of https://git:hunter2@git.example.org/x failed', {
      token: 'hunter2',
      webhookSecret: 'hunter2',
      nested: [{ headers: { Authorization: 'hunter2', cookie: 'hunter2' } }],
      error: new Error('https://user:hunter2@host and ssh://git:hunter2@host', {
        cause: new Error('Bearer hunter2hunter2'),
      }),
      key: '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----',
      bytes: Buffer.from('hunter2'),
      secretFile: '/etc/gatewright/secret',
    });
    expect(text()).not.toContain('hunter2');
    expect(text()).toContain('https://[redacted]@git.example.org/x');
    expect(text()).toContain('/etc/gatewright/secret');
  }
});

it('on a terminal it is text, coloured or not', () => {
  const plain = record({ terminal: true, colour: false });
  plain.log.info('applied', {
    added: 3,
    subject: 'let the office in',
    error: new Error('outer', { cause: new Error('inner') }),
  });
  expect(plain.text().slice(9)).toBe('info  applied added=3 subject="let the office in" error="outer: inner"\n');
  const coloured = record({ terminal: true });
  coloured.log.error('failed');
  expect(coloured.text()).toContain('\u001b[31merror\u001b[39m failed');
});

it('text from outside cannot steer the terminal', () => {
  const { log, text } = record({ terminal: true, colour: false });
  log.info('commit \u001b[2J\u202e', { subject: '\u001b]0;owned\u0007', lines: 'a\nb' });
  expect(text().trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it('what cannot be JSON does not break it', () => {
  const { log, text } = record();
  const loop: Record<string, unknown> = { big: 10n };
  loop.self = loop;
  log.info('odd', { loop });
  expect(JSON.parse(text()).loop.big).toBe('10');
});
