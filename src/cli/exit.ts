// How a command ends: its exit code, and the sentence that goes with a failure.

import { ControlError, type ControlRefusal } from '../adapters/control-error.ts';
import { ExecError } from '../adapters/exec.ts';
import { NamespaceError } from '../adapters/namespace.ts';
import { type Fault, formatFault } from '../policy/fault.ts';
import { DataplaneError, type DataplaneRefusal, ParameterError, SourceError, StateError } from '../ports.ts';

/** 0 done / no differences · 1 differences, not ready · 2 usage · 3 manifests · 4 source · 5 apply failed · 6 busy, not permitted. */
export const exitCodes = {
  done: 0,
  differences: 1,
  notReady: 1,
  usage: 2,
  refused: 3,
  source: 4,
  failed: 5,
  busy: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for the person who called it; never shown with a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

/** All faults, one a line, and how many there are. */
export function faultsError(exitCode: ExitCode, faults: readonly Fault[], summary?: string): CommandError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new CommandError(exitCode, [...faults.map(formatFault), summary ?? count].join('\n'));
}

const dataplaneExits: Readonly<Partial<Record<DataplaneRefusal, ExitCode>>> = {
  NotPermitted: exitCodes.busy,
  Held: exitCodes.busy,
  BinaryMissing: exitCodes.usage,
};

const controlExits: Readonly<Record<ControlRefusal, ExitCode>> = {
  NotRunning: exitCodes.notReady,
  Deadline: exitCodes.notReady,
  Failed: exitCodes.failed,
  AlreadyRunning: exitCodes.busy,
  NotPermitted: exitCodes.busy,
  PathTooLong: exitCodes.usage,
};

/** The code and message of an error that the world caused; undefined for a defect of ours. */
export function describeFailure(error: unknown): { readonly exitCode: ExitCode; readonly message: string } | undefined {
  if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof SourceError) return { exitCode: exitCodes.source, message: error.message };
  if (error instanceof DataplaneError)
    return { exitCode: dataplaneExits[error.reason] ?? exitCodes.failed, message: error.message };
  if (error instanceof ParameterError) return { exitCode: exitCodes.failed, message: error.message };
  if (error instanceof StateError)
    return { exitCode: error.reason === 'NotPermitted' ? exitCodes.busy : exitCodes.failed, message: error.message };
  if (error instanceof ControlError) return { exitCode: controlExits[error.reason], message: error.message };
  if (error instanceof NamespaceError)
    return { exitCode: error.reason === 'NotPermitted' ? exitCodes.busy : exitCodes.failed, message: error.message };
  if (error instanceof ExecError)
    return { exitCode: error.kind === 'NotFound' ? exitCodes.usage : exitCodes.failed, message: error.message };
  // Whoever pressed Ctrl-C knows why.
  if (error instanceof Error && error.name === 'AbortError')
    return { exitCode: exitCodes.failed, message: 'stopped before it was done' };
  return undefined;
}
