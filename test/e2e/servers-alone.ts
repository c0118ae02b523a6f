// The servers of a stage, each a program of its own inside the host's namespace: `webhook PORT ANSWER`, `sshd FOLDER ADDRESS`, `https FOLDER ROOT TOKEN`.

import { startGitServer } from '../fixtures/git-https.ts';
import type { Scratch } from '../fixtures/scratch.ts';
import { startSshd } from '../fixtures/sshd.ts';

const [kind, ...given] = process.argv.slice(2);

/** The stage removes the folder and kills us. */
function scratchAt(path: string): Scratch {
  return { path, defer: () => undefined, dispose: () => Promise.resolve() };
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function serveWebhook(port: number, answer: string): Promise<void> {
  const { openReceiver } = await import('../adapters/receiver.ts');
  const receiver = await openReceiver(port);
  receiver.answer = (response, told) => {
    say({ told });
    if (answer !== 'hang') response.writeHead(Number(answer)).end();
  };
  say({ ready: receiver.port });
}

switch (kind) {
  case 'webhook':
    await serveWebhook(Number(given[0]), given[1] ?? '204');
    break;
  case 'sshd': {
    const { port, keyFile, knownHostsFile, url } = await startSshd(scratchAt(given[0] ?? ''), given[1]);
    say({ ready: { port, keyFile, knownHostsFile, url: url('') } });
    // sshd lives as long as we do.
    setInterval(() => undefined, 60_000);
    break;
  }
  case 'https': {
    const { caFile, url } = await startGitServer(scratchAt(given[0] ?? ''), given[1] ?? '', given[2] ?? '');
    say({ ready: { caFile, url: url('') } });
    break;
  }
  default:
    throw new Error(`unknown server ${kind}`);
}
