// What a compiled validator is, and what it says about a value: the part of ajv's errors that sentences are made of.

/** True when the value is a `T`; else `errors` of the same function says why, until its next call. */
export interface Validator<T> {
  (value: unknown): value is T;
  readonly errors?: readonly SchemaError[] | null;
}

export interface SchemaError {
  /** The schema's keyword that failed, such as `required`. */
  readonly keyword: string;
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that holds the keyword. */
  readonly parentSchema?: {
    readonly description?: string;
    readonly type?: string | readonly string[];
    readonly format?: string;
    readonly enum?: readonly string[];
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  /** The value itself. */
  readonly data?: unknown;
}
