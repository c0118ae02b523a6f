// A packet filter to try things in: iptables and ipset in a network namespace that nobody uses.

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Rehearsal, RehearsalUnavailable } from '../ports.ts';
import { cleanEnvironment } from './exec.ts';
import { createIptables, type IptablesOptions } from './iptables.ts';
import { createBareNamespace, type Namespace, NamespaceError } from './namespace.ts';

export interface RehearsalOptions extends Pick<IptablesOptions, 'backend' | 'deadlineMs'> {
  /** Legacy iptables has one lock for the whole machine; this file is the rehearsal's own. It is made, and stays. */
  readonly lockFile: string;
}

/** Uses the same programs as the live packet filter. */
export function createRehearsal({ lockFile, ...options }: RehearsalOptions): Rehearsal {
  let namespace: Namespace | undefined;
  // Made once: it keeps what it has found out about the programs.
  const dataplane = createIptables({
    ...options,
    exec: (program, args, options) => {
      if (namespace === undefined) throw new Error('a rehearsal needs a stage');
      const env = { ...cleanEnvironment(), ...options.env, XTABLES_LOCKFILE: lockFile };
      return namespace.exec(program, args, { ...options, env });
    },
  });
  return {
    async stage(work) {
      if (namespace !== undefined) throw new Error('one rehearsal at a time');
      await makeFolder(dirname(lockFile));
      const stage = await openNamespace();
      namespace = stage;
      try {
        return await work(dataplane);
      } finally {
        namespace = undefined;
        await stage.close();
      }
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RehearsalUnavailable(`the folder for its lock file cannot be made: ${why}`, { cause: error });
  }
}

/** Directly where we may, else inside a user namespace: a controller without CAP_SYS_ADMIN can have that one only. */
async function openNamespace(): Promise<Namespace> {
  try {
    return await createBareNamespace('rehearsal', 'Direct');
  } catch (error) {
    if (!(error instanceof NamespaceError)) throw error;
    if (error.reason !== 'NotPermitted') throw new RehearsalUnavailable(error.message, { cause: error });
  }
  try {
    return await createBareNamespace('rehearsal', 'UserNamespace');
  } catch (error) {
    if (!(error instanceof NamespaceError)) throw error;
    throw new RehearsalUnavailable(error.message, { cause: error });
  }
}
