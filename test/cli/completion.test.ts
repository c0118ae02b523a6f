// Completion scripts, run by the shells themselves.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatBashCompletion, formatZshCompletion } from '../../src/cli/completion.ts';

function program(): Command {
  const root = new Command('gatewright').option('-V, --version', 'print the version');
  root
    .command('plan')
    .argument('<dir>')
    .description("What a pass would change: it's safe.\nMore.")
    .option('--config <file>', 'configuration [file]')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']))
    .addOption(new Option('--secret').hideHelp());
  root
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .description('Print a script');
  const parent = root.command('debug').description('Parts');
  parent.command('dump-state').description('Dump').option('--all', 'all');
  root.command('hidden', { hidden: true });
  return root;
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatewright-completion-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What bash offers for the last of `words`. */
function complete(...words: readonly string[]): readonly string[] {
  const script = join(directory, 'completion.bash');
  writeFileSync(script, formatBashCompletion(program()));
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _gatewright; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', ask, 'bash', script, ...words], {
    encoding: 'utf8',
    cwd: directory,
    timeout: 60_000,
  });
  return out
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

describe('bash', () => {
  it('accepts the script', () => {
    execFileSync('bash', ['-n'], { input: formatBashCompletion(program()), timeout: 60_000 });
  });

  it('is offered the commands, but no hidden ones', () => {
    expect(complete('gatewright', '')).toEqual(
      ['--help', '--version', '-V', '-h', 'completion', 'debug', 'help', 'plan'].sort(),
    );
    expect(complete('gatewright', 'pl')).toEqual(['plan']);
  });

  it('is offered the options of the command and their values', () => {
    expect(complete('gatewright', 'plan', '--')).toEqual(['--config', '--help', '--output']);
    expect(complete('gatewright', 'plan', '--output', '')).toEqual(['json', 'text']);
    expect(complete('gatewright', 'plan', '-o', 'j')).toEqual(['json']);
    expect(complete('gatewright', 'completion', 'z')).toEqual(['zsh']);
  });

  it('is offered the commands of a command', () => {
    expect(complete('gatewright', 'debug', 'd')).toEqual(['dump-state']);
    expect(complete('gatewright', 'debug', 'dump-state', '--a')).toEqual(['--all']);
  });

  it('is offered files where a file belongs', () => {
    writeFileSync(join(directory, 'gw.yaml'), '');
    expect(complete('gatewright', 'plan', '--config', 'gw')).toEqual(['gw.yaml']);
    expect(complete('gatewright', 'plan', 'gw')).toEqual(['gw.yaml']);
  });
});

describe('zsh', () => {
  const zsh = spawnSync('zsh', ['--version'], { timeout: 60_000 });

  it('script names every command and option', () => {
    const script = formatZshCompletion(program());
    expect(script.startsWith('#compdef gatewright\n')).toBe(true);
    for (const word of [
      'plan:What a pass would change',
      '--config',
      '(text json)',
      '_gatewright_debug_dump_state()',
      '(bash zsh)',
    ]) {
      expect(script).toContain(word);
    }
    expect(script).not.toMatch(/hidden|--secret/);
  });

  it.skipIf(zsh.error !== undefined)('accepts the script (skipped where zsh is not installed)', () => {
    execFileSync('zsh', ['-n'], { input: formatZshCompletion(program()), timeout: 60_000 });
  });
});
