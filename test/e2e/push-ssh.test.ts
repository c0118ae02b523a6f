// A commit pushed to a real Git server over ssh reaches the kernel and the webhook.

import { expect, onTestFinished, test } from 'vitest';
import { pushStory } from './push-story.ts';
import { programOfSuite, setStage } from './stage.ts';

const bundle = programOfSuite();

interface Sshd {
  readonly keyFile: string;
  readonly knownHostsFile: string;
  /** Without the path. */
  readonly url: string;
}

test('a commit pushed over ssh reaches the kernel and the webhook without any other action', async () => {
  const stage = await setStage({ bundle: bundle(), onEnd: onTestFinished });
  const sshd = (await stage.serve(['sshd', stage.folder])).ready as Sshd;
  const command = `ssh -i ${sshd.keyFile} -o UserKnownHostsFile=${sshd.knownHostsFile} -o StrictHostKeyChecking=yes -F none`;
  const { keyFile: sshKeyFile, knownHostsFile } = sshd;
  const told = await pushStory(stage, {
    url: (path) => `${sshd.url}${path}`,
    auth: { sshKeyFile, knownHostsFile },
    push: { GIT_SSH_COMMAND: command },
  });
  expect(told).toEqual({ kernel: 'as committed', webhook: 'told the pushed commit' });
});
