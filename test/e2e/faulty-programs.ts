// Programs in front of the machine's own that fail, hang or lie once, where a test says so, and else are what they stand for.

import { chmod, mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** What one run of a program does instead of its work. */
const faults = {
  /** It ends with 1 and has done nothing. */
  fails: 'echo "$name: injected fault" >&2; exit 1',
  /** A signal ends it before it has done anything. */
  crashes: 'kill -KILL $$',
  /** It never ends. */
  hangs: 'exec sleep 1000',
  /** It says that all went well, prints nothing and has done nothing. */
  keepsQuiet: 'exit 0',
  /** It prints the first half of what it should, and says that all went well. */
  cutsShort: '"$real" "$@" > "$own.output" || exit; head -c "$(($(wc -c < "$own.output") / 2))" "$own.output"; exit 0',
  /** It carries out the first half of the lines it is fed, and fails. */
  doesHalf:
    'cat > "$own.input"; head -n "$(($(wc -l < "$own.input") / 2))" "$own.input" | "$real" "$@" > "$own.output"; echo "$name: injected fault" >&2; exit 1',
  /** It does its work, and says that it has failed. */
  deniesIt: '"$real" "$@" > "$own.output"; echo "$name: injected fault" >&2; exit 1',
  /** The controller dies before it. */
  killsBefore: 'kill -KILL "$(cat "$folder/controller")"; exit 1',
  /** The controller dies behind it. */
  killsAfter: '"$real" "$@" > "$own.output"; kill -KILL "$(cat "$folder/controller")"; exit 0',
} as const;

export type Fault = keyof typeof faults;

/** One run of a program in a pass: where, which, with which arguments, and the how manieth; never two of them at once. */
export interface Call {
  /** `live`, or `rehearsal`: in a network namespace of its own. */
  readonly where: string;
  readonly program: string;
  readonly verb: string;
  readonly count: number;
}

export interface FaultyPrograms {
  /** With the programs first in its PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Forgets all calls and faults. */
  reset(): Promise<void>;
  /** That very call does this, once; or it and all of its kind behind it, until the next reset. */
  inject(call: Call, fault: Fault, until?: 'Once' | 'Reset'): Promise<void>;
  /** Whether that call was made since. */
  wasMade(call: Call): Promise<boolean>;
  /** All calls since the last reset, in their order. */
  calls(): Promise<readonly Call[]>;
  /** Whom `killsBefore` and `killsAfter` mean. */
  aimAt(pid: number): Promise<void>;
}

/** It starts no program of its own: a pass calls dozens of them. `network` is a path. */
const script = (folder: string, network: string, real: string) => `#!/bin/sh
folder='${folder}'
real='${real}'
name=\${0##*/}
if [ /proc/self/ns/net -ef '${network}' ]; then where=live; else where=rehearsal; fi
case $name in
  git) verb=; skip=; for word; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in -c) skip=1;; -*) ;; *) verb=$word; break;; esac
  done;;
  ip) verb=$*;;
  *) verb=$1;;
esac
key="$where $name $verb"
echo >> "$folder/count/$key"
count=0
while read -r _; do count=$((count + 1)); done < "$folder/count/$key"
echo "$where	$name	$verb	$count" >> "$folder/order"
own="$folder/run.$$"
if [ -f "$folder/fault/$key $count" ]; then . "$folder/fault/$key $count"; fi
if [ -f "$folder/lasting/$key" ]; then
  read -r first < "$folder/lasting/$key"
  if [ "$count" -ge "$first" ]; then . "$folder/lasting/$key.sh"; fi
fi
exec "$real" "$@"
`;

/** Stands in front of `programs`, for whoever is started with its `env`. */
export async function makeFaulty(stage: Stage, programs: readonly string[]): Promise<FaultyPrograms> {
  const folder = join(stage.folder, 'faulty');
  const path = join(folder, 'bin');
  await mkdir(path, { recursive: true });
  const network = stage.host.path;
  if ((await readlink(network)) === (await readlink('/proc/self/ns/net')))
    throw new Error('the stage has no network namespace of its own');
  for (const program of programs) {
    const file = join(path, program);
    const real = (await stage.run('sh', ['-c', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin command -v "$0"', program])).trim();
    await writeFile(file, script(folder, network, real));
    await chmod(file, 0o755);
  }
  const reset = async () => {
    for (const name of ['count', 'fault', 'lasting']) {
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      await mkdir(join(folder, name));
    }
    for (const name of await readdir(folder)) {
      if (name.startsWith('run.')) await rm(join(folder, name), { force: true });
    }
    await writeFile(join(folder, 'order'), '');
  };
  await reset();
  const keyOf = ({ where, program, verb }: Call) => `${where} ${program} ${verb}`;
  const fileOf = (call: Call) => `${keyOf(call)} ${call.count}`;
  const calls = async () =>
    (await readFile(join(folder, 'order'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Call => {
        const [where = '', program = '', verb = '', count = ''] = line.split('\t');
        return { where, program, verb, count: Number(count) };
      });
  return {
    env: { PATH: `${path}:${process.env.PATH}` },
    reset,
    calls,
    async inject(call, fault, until = 'Once') {
      if (until === 'Once') return await writeFile(join(folder, 'fault', fileOf(call)), faults[fault]);
      const file = join(folder, 'lasting', keyOf(call));
      await writeFile(`${file}.sh`, faults[fault]);
      await writeFile(file, `${call.count}\n`);
    },
    wasMade: async (call) => (await calls()).some((made) => fileOf(made) === fileOf(call)),
    aimAt: (pid) => writeFile(join(folder, 'controller'), String(pid)),
  };
}
