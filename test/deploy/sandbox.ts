// What the units leave to the program, rebuilt without systemd: capabilities by setpriv, system calls refused by strace.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exec } from '../../src/adapters/exec.ts';

const deadlineMs = 20_000;

export function readUnit(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../deploy/systemd/${name}`, import.meta.url)), 'utf8');
}

/** Every value of a setting, in order. */
export function settingsOf(unit: string, name: string): readonly string[] {
  return unit
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));
}

/** argv in front of a program: it then has what the unit gives it, and `log` gets each call that was refused. */
export async function confine(unit: string, log: string): Promise<readonly string[]> {
  const [bounding = ''] = settingsOf(unit, 'CapabilityBoundingSet');
  const kept = bounding.split(' ').map((name) => `+${name.replace(/^CAP_/, '').toLowerCase()}`);
  const refused = `!${(await allowedCalls(unit)).map((name) => `?${name}`).join(',')}`;
  return [
    ...['setpriv', '--bounding-set', ['-all', ...kept].join(','), '--inh-caps', '-all', '--no-new-privs'],
    ...['strace', '-D', '-f', '-qqq', '-o', log, '-e', `trace=${refused}`, '-e', `inject=${refused}:error=EPERM`],
  ];
}

/** Names of system calls; a filter that begins with `~` takes away. */
async function allowedCalls(unit: string): Promise<readonly string[]> {
  const allowed = new Set<string>();
  for (const filter of settingsOf(unit, 'SystemCallFilter')) {
    for (const group of filter.replace('~', '').split(' ')) {
      for (const call of group.startsWith('@') ? await expand(group) : [group]) {
        if (filter.startsWith('~')) allowed.delete(call);
        else allowed.add(call);
      }
    }
  }
  return [...allowed];
}

async function expand(group: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await exec('systemd-analyze', ['--no-pager', 'syscall-filter', group], {
    deadlineMs,
  });
  if (code !== 0) throw new Error(`systemd-analyze syscall-filter ${group}: ${stderr}`);
  const names = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== group && !line.startsWith('#'));
  const expanded = await Promise.all(names.map((name) => (name.startsWith('@') ? expand(name) : [name])));
  return expanded.flat();
}
