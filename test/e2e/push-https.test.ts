// A commit pushed to a real Git server over HTTPS, with a private authority and a token, reaches the kernel and the webhook.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pushStory } from './push-story.ts';
import { programOfSuite, setStage } from './stage.ts';

const bundle = programOfSuite();

const token = 'let-me-in';

test('a commit pushed over HTTPS with a private authority reaches the kernel and the webhook without any other action', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const server = await stage.serve(['https', stage.folder, stage.folder, token]);
  const { caFile, url } = server.ready as { readonly caFile: string; readonly url: string };
  const tokenFile = join(stage.folder, 'token');
  await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
  const header = `Authorization: Basic ${Buffer.from(`git:${token}`).toString('base64')}`;
  const told = await pushStory(stage, {
    url: (path) => `${url}${path.slice(stage.folder.length + 1)}`,
    auth: { tokenFile, caFile },
    push: {
      GIT_SSL_CAINFO: caFile,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: header,
    },
  });
  expect(told).toEqual({ kernel: 'as committed', webhook: 'told the pushed commit' });
});
