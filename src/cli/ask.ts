// Speaks to the running controller over its socket.

import { callController } from '../adapters/control.ts';
import { ControlError } from '../adapters/control-error.ts';
import { CommandError, type ExitCode, exitCodes } from './exit.ts';
import type { Settings } from './settings.ts';
import { socketPath } from './wire.ts';

interface Question {
  readonly command:
    | 'status'
    | 'history'
    | 'blame'
    | 'reconcile'
    | 'approve'
    | 'confirm'
    | 'rollback'
    | 'suspend'
    | 'resume';
  readonly body?: unknown;
}

/** A pass may have to wait for the source. */
const deadlineMs = 180_000;

/** The controller's answer, or undefined where none is running. @throws CommandError when it refuses. */
export async function askController<T>(settings: Settings, question: Question): Promise<T | undefined> {
  try {
    return await requireController<T>(settings, question);
  } catch (error) {
    if (error instanceof ControlError && error.reason === 'NotRunning') return undefined;
    throw error;
  }
}

/** The controller's answer. @throws ControlError where none is running, CommandError when it refuses. */
export async function requireController<T>(settings: Settings, question: Question): Promise<T> {
  const answer = await callController({ path: socketPath(settings), ...question, deadlineMs });
  if (answer.status === 200) return answer.body as T;
  const { message } = answer.body as { readonly message?: string };
  throw new CommandError(
    refusalExits[answer.status] ?? exitCodes.failed,
    message ?? `the controller refused ${question.command}`,
  );
}

/** By the status of the answer: what was asked makes no sense, the source refuses, nothing is there to tell, or to be done. */
const refusalExits: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  409: exitCodes.source,
  503: exitCodes.notReady,
};
