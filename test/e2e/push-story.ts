// The main job, whatever the way to the Git server: somebody pushes, and nobody does anything else.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../fixtures/git-repository.ts';
import { isReady, policyText, type Stage } from './stage.ts';
import { createWebhook } from './webhook.ts';

export interface WayToServer {
  /** The URL of a bare repository at this path of the machine. */
  readonly url: (path: string) => string;
  readonly auth: Readonly<Record<string, string>>;
  /** Environment of the one who pushes. */
  readonly push: Readonly<Record<string, string>>;
}

/** What became of a pushed commit. The controller runs and is idle when it is pushed. */
export async function pushStory(stage: Stage, way: WayToServer) {
  const bare = join(stage.folder, 'server.git');
  await runGit(stage.folder, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', bare]);
  await runGit(bare, ['config', 'http.receivepack', 'true']);
  const push = () =>
    stage.run('env', [
      ...Object.entries(way.push).map(([name, value]) => `${name}=${value}`),
      ...['git', '-C', stage.repository.path, 'push', '--quiet', way.url(bare), 'main'],
    ]);
  const secretFile = join(stage.folder, 'secret');
  await writeFile(secretFile, 'signing key\n');
  const webhook = createWebhook(stage);
  await webhook.up();
  await stage.configure({
    source: { git: { url: way.url(bare), interval: '1s', auth: way.auth } },
    webhooks: [{ url: webhook.url, secretFile }],
  });
  await stage.repository.commitFiles({ 'policy.yaml': policyText([8000]) });
  await push();
  const controller = await stage.start();
  await stage.until('the first commit is enforced', isReady);

  const sha = await stage.repository.commitFiles({ 'policy.yaml': policyText([8000, 8001]) });
  await push();
  await stage.until('the pushed commit is enforced', ({ status }) => status.commit?.sha === sha);
  const families = [await stage.save('ipv4'), await stage.save('ipv6')];
  const ended = await controller.end('SIGTERM');
  if (ended.code !== 0) throw new Error(`the controller ended with ${ended.code}: ${controller.said()}`);
  const last = webhook.statuses().at(-1)?.status;
  const signed = webhook.signed('signing key').length === webhook.told.length;
  return {
    kernel: families.every((text) => text.includes('--dport 8001')) ? 'as committed' : families.join('\n'),
    webhook: signed && last?.commit?.sha === sha ? 'told the pushed commit' : JSON.stringify(last),
  };
}
