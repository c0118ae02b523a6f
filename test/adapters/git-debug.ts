// Fetches once, as the test that looks at simple-git's debug output runs it in a process of its own. That it fails is no matter.

import { createGitSource } from '../../src/adapters/git.ts';

const [url = '', tokenFile = '', stateDirectory = ''] = process.argv.slice(2);
const source = createGitSource({
  url,
  branch: 'main',
  path: '.',
  stateDirectory,
  auth: { tokenFile },
  deadlineMs: 10_000,
});
await source.fetch(new AbortController().signal).catch((error: unknown) => console.log(error));
