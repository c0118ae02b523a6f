// One thing wrong in a manifest, and where. All faults of a snapshot are gathered before anyone is told.

/** Where a value stands in its file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a rule, a field or a chain was written; `endLine` is the last line that belongs to it. */
export interface Origin extends Position {
  readonly endLine: number;
}

export interface Fault extends Position {
  /** JSON pointer of the value inside its document; empty for the document itself. */
  readonly pointer: string;
  /** `Kind/name`; empty while neither can be read. */
  readonly subject: string;
  /** What was found, what is allowed, and what to do. One sentence, no position in it. */
  readonly message: string;
}

/** `file:line:column: Kind/name: message`, the form in which editors jump to the place. */
export function formatFault(fault: Fault): string {
  const place = `${fault.file}:${fault.line}:${fault.column}`;
  return fault.subject === '' ? `${place}: ${fault.message}` : `${place}: ${fault.subject}: ${fault.message}`;
}

/** Orders faults as a reader meets them: by file (bytewise), line, column, then text. */
export function compareFaults(a: Fault, b: Fault): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  if (a.column !== b.column) return a.column - b.column;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}
