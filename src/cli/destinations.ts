// Where the controller connects to, as its configuration and its environment say.

import { parseGitUrl } from '../adapters/git-url.ts';
import type { Destination } from '../controller/lifelines.ts';
import type { Settings } from './settings.ts';

const ports: Readonly<Record<string, number>> = { 'ssh:': 22, 'https:': 443, 'http:': 80, 'socks5:': 1080 };
const proxyNames = ['https_proxy', 'http_proxy', 'all_proxy'];

/** The Git remote, the webhooks, and the proxies by which they may be reached; each once. */
export function listDestinations(
  { source, webhooks }: Pick<Settings, 'source' | 'webhooks'>,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Destination[] {
  const git = source?.kind === 'git' ? readGit(source.url) : [];
  const hooks = webhooks.flatMap(({ url }) => readUrl('webhook', url));
  const isByHttp = hooks.length > 0 || git.some(({ port }) => port !== ports['ssh:']);
  const proxies = proxyNames
    .flatMap((name) => [environment[name], environment[name.toUpperCase()]])
    .filter((text) => text !== undefined && text !== '')
    .flatMap((text) => readUrl('proxy', text?.includes('://') === true ? text : `http://${text}`));
  const all = [...git, ...hooks, ...(isByHttp ? proxies : [])];
  const seen = new Set<string>();
  return all.filter(({ purpose, host, port }) => {
    const key = `${purpose} ${host} ${port}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function readGit(text: string): readonly Destination[] {
  const remote = parseGitUrl(text);
  if (!remote.ok || remote.value.transport === 'file') return [];
  if (text.includes('://')) return readUrl('git', text);
  const [, host = ''] = /^[^@]*@(\[[^\]]+\]|[^:]+):/.exec(text) ?? [];
  return host === '' ? [] : [{ purpose: 'git', host: bare(host), port: 22 }];
}

function readUrl(purpose: Destination['purpose'], text: string): readonly Destination[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const port = url.port === '' ? ports[url.protocol] : Number(url.port);
  return port === undefined || url.hostname === '' ? [] : [{ purpose, host: bare(url.hostname), port }];
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
