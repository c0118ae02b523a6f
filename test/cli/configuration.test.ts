// The controller's configuration: defaults, paths, and every fault with its place.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Configuration, parseConfiguration } from '../../src/cli/configuration.ts';
import { formatFault } from '../../src/policy/fault.ts';

const file = '/etc/gatewright/config.yaml';
const head = 'apiVersion: gatewright.dev/v1alpha1\nkind: ControllerConfiguration\n';

function accept(text: string): Configuration {
  const parsed = parseConfiguration(file, head + text);
  if (!parsed.ok) throw new Error(parsed.error.map(formatFault).join('\n'));
  return parsed.value;
}

/** The faults behind the file's name, with lines counted behind the two of the head. */
function refuse(text: string, before = head): readonly string[] {
  const parsed = parseConfiguration(file, before + text);
  if (parsed.ok) throw new Error('accepted');
  return parsed.error.map((fault) => formatFault(fault).slice(file.length + 1));
}

describe('what is left out', () => {
  it('has the defaults of the schema', () => {
    expect(accept('')).toEqual({
      host: { labels: {} },
      webhooks: [],
      dataplane: { backend: 'Auto', resyncIntervalMs: 30_000, timeoutMs: 60_000 },
      listen: { address: '127.0.0.1', port: 9467 },
      heartbeatIntervalMs: 600_000,
      stateDirectory: '/var/lib/gatewright',
      log: { level: 'info' },
    });
    const defaults = listDefaults(
      parse(readFileSync(new URL('../../src/cli/configuration.schema.yaml', import.meta.url), 'utf8')),
    );
    expect(defaults).toEqual({
      'source.git.branch': 'main',
      'source.git.path': '.',
      'source.git.interval': '60s',
      'source.git.timeout': '60s',
      'source.directory.interval': '60s',
      webhooks: [],
      'webhooks.timeout': '10s',
      'dataplane.backend': 'Auto',
      'dataplane.resyncInterval': '30s',
      'dataplane.timeout': '60s',
      'listen.address': '127.0.0.1',
      'listen.port': 9467,
      heartbeatInterval: '10m',
      stateDirectory: '/var/lib/gatewright',
      'log.level': 'info',
    });
  });

  it('in a source and a webhook too', () => {
    expect(
      accept('source: {git: {url: "ssh://git@git.example.org/fw.git"}}\nwebhooks: [{url: "https://x.example/h"}]'),
    ).toMatchObject({
      source: { kind: 'git', branch: 'main', path: '.', intervalMs: 60_000, timeoutMs: 60_000, auth: {} },
      webhooks: [{ url: 'https://x.example/h', timeoutMs: 10_000 }],
    });
  });
});

describe('every key', () => {
  it('is taken, files as seen from everywhere, durations in milliseconds', () => {
    expect(
      accept(`host: {name: gw1, labels: {site: berlin}}
source:
  git:
    url: ./firewall.git
    branch: release/1
    path: hosts/berlin
    interval: 5m
    timeout: 30s
    auth: {sshKeyFile: key, knownHostsFile: /etc/ssh/known, tokenFile: ../token, caFile: ca.pem}
webhooks: [{url: "http://127.0.0.1/h", secretFile: secret, caFile: /ca.pem, timeout: 3s}]
dataplane: {backend: Legacy, resyncInterval: 1m, timeout: 20s}
listen: {address: "::1", port: 0}
heartbeatInterval: 1h
stateDirectory: state
log: {level: debug}
`),
    ).toEqual({
      host: { name: 'gw1', labels: { site: 'berlin' } },
      source: {
        kind: 'git',
        url: '/etc/gatewright/firewall.git',
        branch: 'release/1',
        path: 'hosts/berlin',
        intervalMs: 300_000,
        timeoutMs: 30_000,
        auth: {
          sshKeyFile: '/etc/gatewright/key',
          knownHostsFile: '/etc/ssh/known',
          tokenFile: '/etc/token',
          caFile: '/etc/gatewright/ca.pem',
        },
      },
      webhooks: [
        { url: 'http://127.0.0.1/h', secretFile: '/etc/gatewright/secret', caFile: '/ca.pem', timeoutMs: 3_000 },
      ],
      dataplane: { backend: 'Legacy', resyncIntervalMs: 60_000, timeoutMs: 20_000 },
      listen: { address: '::1', port: 0 },
      heartbeatIntervalMs: 3_600_000,
      stateDirectory: '/etc/gatewright/state',
      log: { level: 'debug' },
    });
  });

  it('of a folder too', () => {
    const { source } = accept('source: {directory: {path: manifests, interval: 2s}}');
    expect(source).toEqual({ kind: 'directory', path: '/etc/gatewright/manifests', intervalMs: 2_000 });
  });

  it.each(['ssh://git@h/x', 'https://h/x.git', 'git@h:x.git', 'file:///srv/x'])(
    'a remote URL stays as it is: %s',
    (url) => {
      expect(accept(`source: {git: {url: "${url}"}}`).source).toMatchObject({ url });
    },
  );
});

describe('a fault', () => {
  it('has line and column, says what is allowed and what was meant', () => {
    expect(refuse('stateDirectry: x\nlisten:\n  prot: 1\n  port: "80"\n')).toEqual([
      '3:1: ControllerConfiguration: unknown field `stateDirectry`; allowed here: apiVersion, kind, host, source, webhooks, dataplane, listen, heartbeatInterval, stateDirectory, log; did you mean "stateDirectory"?',
      '5:3: ControllerConfiguration: unknown field `prot`; allowed here: address, port; did you mean "port"?',
      '6:9: ControllerConfiguration: found "80", allowed a whole number; did you mean 80 without quotes?',
    ]);
  });

  it.each([
    [
      'dataplane: {backend: nft}',
      '3:22: ControllerConfiguration: found "nft", allowed Auto, Nft, Legacy; did you mean "Nft"?',
    ],
    ['source: {}', '3:9: ControllerConfiguration: the source is empty; write git or directory'],
    [
      'source: {git: {url: /x}, directory: {path: /y}}',
      '3:9: ControllerConfiguration: there are two sources; keep git or directory',
    ],
    [
      'listen: {address: localhost}',
      '3:19: ControllerConfiguration: found "localhost", allowed an IPv4 or IPv6 address such as 127.0.0.1, "::1" or 0.0.0.0',
    ],
    ['heartbeatInterval: 30d', '3:20: ControllerConfiguration: found 30d, allowed at most 24d'],
    [
      'webhooks: [{url: "ftp://x.example/"}]',
      '3:18: ControllerConfiguration: found ftp://, allowed https:// (or http:// to this machine)',
    ],
    ['host: {name: GW_1}', expect.stringMatching(/^3:14: ControllerConfiguration: .*GW_1/)],
    ['heartbeatInterval: 60', expect.stringMatching(/^3:20: ControllerConfiguration: found 60, allowed text/)],
    ['heartbeatInterval: "60"', expect.stringMatching(/^3:20: ControllerConfiguration: .*did you mean "60s"/)],
    ['dataplane: {resyncInterval: 0s}', expect.stringMatching(/^3:29: ControllerConfiguration: .*shortest/)],
    ['source: {git: {url: "ext::sh -c id"}}', expect.stringMatching(/^3:21: /)],
    ['source: {git: {url: "http://h/x"}}', expect.stringMatching(/^3:21: /)],
    ['source: {git: {url: /x, branch: "-o"}}', expect.stringMatching(/^3:33: /)],
    ['source: {git: {url: /x, path: "../y"}}', expect.stringMatching(/^3:31: /)],
    ['source: {directory: {}}', expect.stringMatching(/^3:21: .*`path` is missing/)],
    ['log: &a {level: info}', expect.stringMatching(/^3:9: .*anchor/i)],
    ['log: {level: info}\nlog: {level: warn}', expect.stringMatching(/^4:1: .*log/)],
    ['--- \nkind: x', expect.stringMatching(/^4:1: ControllerConfiguration: a configuration is one document/)],
    ['log: [', expect.stringMatching(/^\d+:\d+: ControllerConfiguration: /)],
  ])('%s', (text, expected) => {
    expect(refuse(text)).toEqual([expected]);
  });

  it('never repeats a password', () => {
    const faults = refuse('source: {git: {url: "https://u:hunter2@h/x"}}\nwebhooks: [{url: "https://u:hunter2@h/x"}]');
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('is an empty file, a manifest, a list', () => {
    expect(refuse('', '# nothing\n')).toEqual([
      '1:1: the file is empty; it needs at least apiVersion: gatewright.dev/v1alpha1 and kind: ControllerConfiguration',
    ]);
    expect(refuse('', 'apiVersion: gatewright.dev/v1alpha1\nkind: Host\nmetadata: {name: x}\n')[0]).toContain(
      'ControllerConfiguration: found "Host", allowed ControllerConfiguration',
    );
    expect(refuse('', '- a\n')[0]).toContain('1:1: ControllerConfiguration: found a list');
  });
});

type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly default?: unknown;
};

function listDefaults(schema: Schema, path: readonly string[] = []): Record<string, unknown> {
  const own = schema.default === undefined ? {} : { [path.join('.')]: schema.default };
  const items = schema.items === undefined ? {} : listDefaults(schema.items, path);
  const inner = Object.entries(schema.properties ?? {}).map(([key, value]) => listDefaults(value, [...path, key]));
  return Object.assign({ ...own }, items, ...inner);
}
