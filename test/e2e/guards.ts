// The guards that a stage's controllers have begun, wherever they run by now.

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../../src/adapters/durable.ts';

/** Their process ids; `bundle` is the built program of the test file. */
export async function listGuards(bundle: string): Promise<readonly string[]> {
  const program = join(dirname(bundle), 'rollback-guard.js');
  const isOurs = async (pid: string) => {
    try {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(program);
    } catch (error) {
      // Ended meanwhile.
      if (isErrno(error, 'ENOENT', 'ESRCH')) return false;
      throw error;
    }
  };
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(isOurs));
  return pids.filter((_, index) => found[index]);
}
