// A program without capabilities that asks for namespaces, is refused, and starts itself again in a user namespace.

import { exec } from '../../src/adapters/exec.ts';
import { connect, createNamespace, NamespaceError, probeNamespaces } from '../../src/adapters/namespace.ts';

const deadlineMs = 10_000;

async function pingAcross(): Promise<string> {
  const [a, b] = await Promise.all([createNamespace('a'), createNamespace('b')]);
  await connect(
    { namespace: a, device: 'eth0', addresses: ['2001:db8::1/64'] },
    { namespace: b, device: 'eth0', addresses: ['2001:db8::2/64'] },
  );
  const { stdout } = await a.exec('ping', ['-n', '-q', '-c', '1', '2001:db8::2'], { deadlineMs });
  await Promise.all([a.close(), b.close()]);
  return /\d received/.exec(stdout)?.[0] ?? stdout;
}

async function startAgain(): Promise<string> {
  const access = await probeNamespaces();
  if (access.kind !== 'UserNamespace') return JSON.stringify(access);
  const [first, ...rest] = access.prefix;
  const again = await exec(
    first,
    [...rest, process.execPath, ...process.execArgv, ...process.argv.slice(1), 'inside'],
    { deadlineMs },
  );
  return again.stdout + again.stderr;
}

if (process.argv.includes('inside')) {
  process.stdout.write(await pingAcross());
} else {
  const refusal = await createNamespace('a').catch((error: unknown) => error);
  process.stdout.write(`refused: ${refusal instanceof NamespaceError ? refusal.reason : 'no'}\n`);
  process.stdout.write(`behind the prefix: ${await startAgain()}\n`);
}
