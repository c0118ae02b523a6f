// A value or the reason why there is none; and the end of an exhaustive switch.

/** Either `{ok: true, value}` or `{ok: false, error}`. The user's faults travel this way; exceptions are for the world's. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}

/** Closes a switch over a union: adding a member without a branch fails to compile; reaching it at run time is our bug. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
