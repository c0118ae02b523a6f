// Where a command writes: results on standard output, everything else on standard error.

import { createColors } from 'picocolors';

export interface Terminal {
  /** One result: text, or with `-o json` the value. */
  result(result: { readonly text: string; readonly json: unknown }): void;
  /** For people: progress, warnings, what was assumed. */
  note(text: string): void;
  readonly colors: ReturnType<typeof createColors>;
  readonly json: boolean;
}

interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Colours only where standard output is a terminal and NO_COLOR is not set. */
export function createTerminal(streams: Streams, options: { readonly json: boolean }): Terminal {
  const colored =
    streams.stdout.isTTY === true &&
    !options.json &&
    (streams.env.NO_COLOR ?? '') === '' &&
    streams.env.TERM !== 'dumb';
  return {
    result({ text, json }) {
      const whole = options.json ? JSON.stringify(json, null, 2) : text;
      if (whole !== '') streams.stdout.write(whole.endsWith('\n') ? whole : `${whole}\n`);
    },
    note(text) {
      streams.stderr.write(`${text}\n`);
    },
    colors: createColors(colored),
    json: options.json,
  };
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '),
    )
    .join('\n');
}
