// A door of the controller (socket, port) that is tried again until it opens; enforcement does not wait for it.

import { ControlError } from '../adapters/control-error.ts';
import { ListenError } from '../adapters/http.ts';
import type { Clock, Log } from '../ports.ts';
import type { Problem } from '../status/outcome.ts';

export interface Door {
  /** Why it is shut; undefined while it is open. */
  problem(): Problem | undefined;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly open: () => Promise<{ close(): Promise<void> }>;
  /** Of the problem while it is shut. */
  readonly reason: string;
  /** Called when it opened after all. */
  readonly opened: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

const retryMs = 5_000;

/** Open when this returns, or shut with a problem and tried again. @throws ControlError when another controller has it */
export async function keepOpen(options: DoorOptions): Promise<Door> {
  const closing = new AbortController();
  let problem: Problem | undefined;
  let open: { close(): Promise<void> } | undefined;
  const tryOnce = async (): Promise<void> => {
    try {
      open = await options.open();
      problem = undefined;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (problem === undefined) options.log.error(error.message, { reason: options.reason });
      problem = { source: 'Configuration', reason: options.reason, message: error.message, retrying: true };
    }
  };
  const tryOn = async (): Promise<void> => {
    while (problem !== undefined) {
      await options.clock.sleep(retryMs, closing.signal);
      if (closing.signal.aborted) return;
      await tryOnce();
    }
    options.opened();
  };
  await tryOnce();
  const trying = problem === undefined ? Promise.resolve() : tryOn().catch((error: unknown) => logStop(options, error));
  return {
    problem: () => problem,
    async close() {
      closing.abort();
      await trying;
      await open?.close();
    },
  };
}

/** Another controller behind the same door is no accident that passes: two of them would share one state folder. */
function isPassing(error: unknown): error is Error {
  return error instanceof ListenError || (error instanceof ControlError && error.reason !== 'AlreadyRunning');
}

function logStop({ log, reason }: DoorOptions, error: unknown): void {
  log.error('a door is not tried any more', { reason, error });
}
