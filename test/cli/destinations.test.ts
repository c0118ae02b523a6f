// Where the controller connects to, by its configuration and its environment.

import { expect, test } from 'vitest';
import { listDestinations } from '../../src/cli/destinations.ts';

const git = (url: string) => ({
  kind: 'git' as const,
  url,
  branch: 'main',
  path: '.',
  intervalMs: 60_000,
  timeoutMs: 60_000,
  auth: {},
});
const shown = (...given: Parameters<typeof listDestinations>) =>
  listDestinations(...given).map(({ purpose, host, port }) => `${purpose} ${host} ${port}`);

test.each([
  ['ssh://git@git.example.org/firewall.git', ['git git.example.org 22']],
  ['ssh://git@git.example.org:2222/firewall.git', ['git git.example.org 2222']],
  ['git@git.example.org:firewall.git', ['git git.example.org 22']],
  ['git@[2001:db8::7]:firewall.git', ['git 2001:db8::7 22']],
  ['https://Git.example.org/firewall.git', ['git git.example.org 443']],
  ['https://[2001:db8::7]:8443/firewall.git', ['git 2001:db8::7 8443']],
  ['/srv/firewall.git', []],
  ['file:///srv/firewall.git', []],
])('%s', (url, places) => {
  expect(shown({ source: git(url), webhooks: [] }, {})).toEqual(places);
});

test('webhooks stand beside Git, each place once', () => {
  const webhooks = [
    { url: 'https://status.example.org/hook/one' },
    { url: 'https://status.example.org/hook/two' },
    { url: 'http://192.0.2.9:8080/' },
  ];
  expect(shown({ source: git('git@git.example.org:f.git'), webhooks }, {})).toEqual([
    'git git.example.org 22',
    'webhook status.example.org 443',
    'webhook 192.0.2.9 8080',
  ]);
});

test('proxies count where something goes by http', () => {
  const environment = {
    https_proxy: 'http://proxy.example.org:3128',
    HTTP_PROXY: 'proxy.example.org:3128',
    ALL_PROXY: '',
  };
  expect(shown({ source: git('https://git.example.org/f.git'), webhooks: [] }, environment)).toEqual([
    'git git.example.org 443',
    'proxy proxy.example.org 3128',
  ]);
  expect(shown({ source: git('git@git.example.org:f.git'), webhooks: [] }, environment)).toEqual([
    'git git.example.org 22',
  ]);
});
