// Why the controller's own door cannot be used. Apart from the door itself, so that every command can name it.

export type ControlRefusal = 'NotRunning' | 'AlreadyRunning' | 'NotPermitted' | 'PathTooLong' | 'Deadline' | 'Failed';

/** The controller cannot be spoken to, or its socket cannot be made. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  constructor(
    readonly reason: ControlRefusal,
    message: string,
    readonly facts: { readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
  }
}
