// The program: argv in, exit code out, signals.

import { CommanderError } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import { boundHeapGrowth } from './adapters/heap.ts';
import type { Cli } from './cli/context.ts';
import { describeFailure, exitCodes } from './cli/exit.ts';
import { createProgram } from './cli/program.ts';

boundHeapGrowth();
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
// A reader that has seen enough (`gatewright blame | head`) ends us in peace.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.usage),
);

const cli: Cli = {
  version: packageFile.version,
  streams: { stdout: process.stdout, stderr: process.stderr, env: process.env },
  bundleUrl: import.meta.url,
  signal: stop.signal,
};

try {
  const words = process.argv.slice(2);
  await (await createProgram(cli, words)).parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = endWith(error);
}

function endWith(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const failure = describeFailure(error);
  if (failure !== undefined) {
    process.stderr.write(`gatewright: ${failure.message}\n`);
    return failure.exitCode;
  }
  process.stderr.write(
    `gatewright: a defect of gatewright itself; please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.failed;
}
