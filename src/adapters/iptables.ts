// The machine's own iptables and ipset programs: what they print, what they are fed, and why they refused.

import type { Family } from '../policy/family.ts';
import {
  type Backend,
  type Dataplane,
  DataplaneError,
  type DataplaneParts,
  type DataplaneRefusal,
  type OtherBackend,
} from '../ports.ts';
import { readRuleset } from '../ruleset/read.ts';
import { readSets } from '../ruleset/read-sets.ts';
import type { ObservedRuleset, ObservedSet } from '../ruleset/ruleset.ts';
import { ExecError, type ExecResult, exec } from './exec.ts';
import { findOtherBackend } from './other-backend.ts';

export interface IptablesOptions {
  /** `Auto` takes what `iptables` is on this machine. */
  readonly backend: 'Auto' | 'Nft' | 'Legacy';
  /** For each single program. */
  readonly deadlineMs: number;
  /** Runs the programs; absent: in this process's own network namespace. */
  readonly exec?: typeof exec;
  /** Called with the process id of each program that writes rules. */
  readonly onWriter?: (pid: number) => void;
}

interface Programs {
  readonly backend: Backend;
  readonly version: string;
  readonly save: Readonly<Record<Family, string>>;
  readonly restore: Readonly<Record<Family, string>>;
}

/** iptables' own wait for its lock (legacy); ours is longer, so that its message is the one that is heard. */
const lockWaitShare = 1 / 3;
/** How long it is believed that the other backend is as it was: looking costs as much as reading the rules. */
const otherBackendMs = 5 * 60_000;
const commands: Readonly<Record<Family, string>> = { ipv4: 'iptables', ipv6: 'ip6tables' };

/** Reads and writes this network namespace's packet filter. The programs are looked up at first use and kept. */
export function createIptables(options: IptablesOptions): Dataplane & DataplaneParts {
  let programs: Promise<Programs> | undefined;
  const find = (signal: AbortSignal): Promise<Programs> => {
    // A failed look-up is not kept: somebody may install what is missing.
    programs ??= findPrograms(options, signal).catch((error: unknown) => {
      programs = undefined;
      throw error;
    });
    return programs;
  };
  let quietUntilMs = 0;
  const other = async (backend: Backend, signal: AbortSignal): Promise<OtherBackend | undefined> => {
    if (performance.now() < quietUntilMs) return undefined;
    const found = await findOtherBackend(backend, { deadlineMs: options.deadlineMs, signal });
    // One that is active is looked at each time, so that its end is seen at once.
    if (found === undefined) quietUntilMs = performance.now() + otherBackendMs;
    return found;
  };
  return {
    async identify(signal) {
      const { backend, version } = await find(signal);
      const otherBackend = await other(backend, signal);
      return { backend, version, ...(otherBackend === undefined ? {} : { otherBackend }) };
    },
    async observe(signal) {
      const found = await find(signal);
      const look = { ...options, signal };
      const atMs = Date.now();
      const reads = [saveRuleset(found, 'ipv4', look), saveRuleset(found, 'ipv6', look), saveSets(look)] as const;
      await Promise.allSettled(reads);
      // Awaited in this order, the first refusal is told, whichever came first: equal failures look equal.
      return { ipv4: await reads[0], ipv6: await reads[1], sets: await reads[2], atMs };
    },
    observeFamily: async (family, signal) => saveRuleset(await find(signal), family, { ...options, signal }),
    observeSets: (signal) => saveSets({ ...options, signal }),
    async restore(family, script, signal) {
      const found = await find(signal);
      const program = found.restore[family];
      const lockWaitSeconds = Math.ceil((options.deadlineMs / 1000) * lockWaitShare);
      // nft has no lock and refuses nothing for the option; legacy without it waits for ever.
      const result = await write(program, ['--noflush', '--counters', '--wait', `${lockWaitSeconds}`], {
        ...options,
        signal,
        input: script,
        ...(options.onWriter === undefined ? {} : { onStart: options.onWriter }),
      });
      if (result.code !== 0) throw restoreRefused(program, family, result);
    },
    async restoreSets(script, signal) {
      const result = await write('ipset', ['restore', '-exist'], { ...options, signal, input: script });
      if (result.code !== 0) throw setsRefused(result);
    },
  };
}

interface RunOptions {
  readonly deadlineMs: number;
  readonly exec?: typeof exec;
  readonly signal: AbortSignal;
  readonly input?: string;
  readonly onStart?: (pid: number) => void;
}

async function findPrograms(options: IptablesOptions, signal: AbortSignal): Promise<Programs> {
  const infix = { Auto: '', Nft: '-nft', Legacy: '-legacy' }[options.backend];
  const name = `iptables${infix}`;
  const result = await run(name, ['--version'], { deadlineMs: options.deadlineMs, signal });
  const [, version, kind] = /v(\d[\w.]*)(?: \((nf_tables|legacy)\))?/.exec(result.stdout) ?? [];
  if (result.code !== 0 || version === undefined) {
    throw new DataplaneError(
      'BinaryMissing',
      `${name} --version did not say which version it is; reinstall the package iptables`,
      {
        stderr: result.stderr,
      },
    );
  }
  const backend = kind === 'nf_tables' ? 'nft' : 'legacy';
  // Named with their backend, they stay the same when somebody makes `iptables` the other one under our feet.
  const lasting =
    infix === '' && kind !== undefined && (await isInstalled(`iptables-${backend}-save`, options, signal));
  const names = lasting ? `-${backend}` : infix;
  const programOf = (verb: string) => ({
    ipv4: `${commands.ipv4}${names}-${verb}`,
    ipv6: `${commands.ipv6}${names}-${verb}`,
  });
  return { backend, version, save: programOf('save'), restore: programOf('restore') };
}

async function isInstalled(program: string, options: IptablesOptions, signal: AbortSignal): Promise<boolean> {
  try {
    return (await run(program, ['--version'], { deadlineMs: options.deadlineMs, signal })).code === 0;
  } catch (error) {
    if (error instanceof DataplaneError && error.reason === 'BinaryMissing') return false;
    throw error;
  }
}

async function saveRuleset(programs: Programs, family: Family, options: RunOptions): Promise<ObservedRuleset> {
  const program = programs.save[family];
  const result = await run(program, ['-c'], options);
  if (result.code !== 0)
    throw refused(program, result, { reason: 'RulesetUnreadable', verb: 'read the ruleset', family });
  const read = readRuleset(family, result.stdout);
  if (!read.ok) throw new DataplaneError(read.error.reason, read.error.message, { family });
  return read.value;
}

async function saveSets(options: RunOptions): Promise<readonly ObservedSet[]> {
  const result = await run('ipset', ['save'], options);
  if (result.code !== 0) throw refused('ipset', result, { reason: 'RulesetUnreadable', verb: 'read the sets' });
  const read = readSets(result.stdout);
  if (!read.ok) throw new DataplaneError(read.error.reason, read.error.message);
  return read.value;
}

async function run(program: string, args: readonly string[], options: RunOptions): Promise<ExecResult> {
  try {
    return await (options.exec ?? exec)(program, args, options);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw notRun(program, error);
  }
}

/**
 * A write that was begun ends with whoever began it: a guard that undoes what a dead controller left must not be overtaken
 * by what that one had under way, such as a wait for the lock.
 */
async function write(program: string, args: readonly string[], options: RunOptions): Promise<ExecResult> {
  try {
    const result = await (options.exec ?? exec)('setpriv', ['--pdeathsig', 'KILL', program, ...args], options);
    const isMissing = result.code === 127 && /^setpriv: failed to execute/m.test(result.stderr);
    if (isMissing) throw notRun(program, new ExecError('NotFound', program, `${program} is not installed`));
    return result;
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw notRun(error.kind === 'NotFound' ? 'setpriv' : program, error);
  }
}

function packageOf(program: string): string {
  if (program === 'setpriv') return 'util-linux';
  return program.startsWith('ipset') ? 'ipset' : 'iptables';
}

function notRun(program: string, error: ExecError): Error {
  const packageName = packageOf(program);
  switch (error.kind) {
    case 'NotFound':
      return new DataplaneError('BinaryMissing', `${program} is not installed; install the package ${packageName}`, {
        cause: error,
      });
    case 'Deadline':
      return new DataplaneError('ToolTimeout', `${program} did not end in time and was killed`, { cause: error });
    case 'OutputTooLarge':
      return new DataplaneError('RulesetUnreadable', error.message, { cause: error });
    case 'NotStarted':
      return new DataplaneError('NotPermitted', error.message, { cause: error });
    case 'Aborted':
      return error;
  }
}

interface Refused {
  readonly reason: DataplaneRefusal;
  readonly verb: string;
  readonly family?: Family;
  readonly line?: number;
}

function restoreRefused(program: string, family: Family, result: ExecResult): DataplaneError {
  const [, line] = /line:? (\d+)/.exec(result.stderr) ?? [];
  const locked = /holding the xtables lock|xtables lock/.test(result.stderr);
  return refused(program, result, {
    reason: locked ? 'LockTimeout' : 'KernelRefused',
    verb: 'change the ruleset',
    family,
    ...(line === undefined ? {} : { line: Number(line) }),
  });
}

function setsRefused(result: ExecResult): DataplaneError {
  const [, line] = /Error in line (\d+)/.exec(result.stderr) ?? [];
  return refused('ipset', result, {
    reason: 'KernelRefused',
    verb: 'change the sets',
    ...(line === undefined ? {} : { line: Number(line) }),
  });
}

function refused(program: string, result: ExecResult, what: Refused): DataplaneError {
  const facts = {
    stderr: result.stderr,
    ...(what.family === undefined ? {} : { family: what.family }),
    ...(what.line === undefined ? {} : { line: what.line }),
  };
  if (result.signal !== undefined) {
    return new DataplaneError(
      'ToolCrashed',
      `${program} was ended by ${result.signal} while it should ${what.verb}`,
      facts,
    );
  }
  if (/xtables\.lock.*Permission denied/i.test(result.stderr)) {
    return new DataplaneError(
      'NotPermitted',
      `${program} may not write its lock file; run as root, or name a writable file in XTABLES_LOCKFILE`,
      facts,
    );
  }
  if (/Permission denied|you must be root|Operation not permitted/i.test(result.stderr)) {
    return new DataplaneError(
      'NotPermitted',
      `${program} may not ${what.verb}: run as root, or with CAP_NET_ADMIN and CAP_NET_RAW`,
      facts,
    );
  }
  const [said = 'it gave no reason', more = ''] = result.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  // nft names the program in one line, and what the kernel refused in the next ones.
  const words = said.endsWith(':') ? `${said} ${more}` : said;
  return new DataplaneError(what.reason, `${program} could not ${what.verb}: ${words}`, facts);
}
