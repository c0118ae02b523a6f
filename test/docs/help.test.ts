// Every example in a help text is a command line that the program takes.

import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { silentCli } from './pages.ts';

/** The program with actions that do nothing but tell which command was called. */
async function createDryProgram(): Promise<{ readonly program: Command; readonly called: string[] }> {
  const called: string[] = [];
  const program = await createProgram(silentCli, []);
  const silent = { writeOut: () => undefined, writeErr: () => undefined };
  program.configureOutput(silent);
  for (const command of program.commands) {
    command.configureOutput(silent).exitOverride();
    command.action(() => {
      called.push(command.name());
    });
  }
  return { program, called };
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

/** The words of each `gatewright …` in the examples, without what the shell does with them. */
function listExamples(help: string): readonly (readonly string[])[] {
  const [, examples = ''] = help.split('Examples:');
  return [...examples.matchAll(/gatewright ((?:'[^']*'|[^&>)\n ]+| (?! ))+)/g)].map(([, line = '']) =>
    [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
}

const { program } = await createDryProgram();
const commands = [program, ...program.commands];

test.each(commands.map((command) => [command.name(), command] as const))('%s', async (name, command) => {
  const examples = listExamples(helpOf(command));
  expect(examples.length).toBeGreaterThan(0);
  const parsed: string[] = [];
  for (const example of examples) {
    const { program: dry, called } = await createDryProgram();
    dry.parse([...example], { from: 'user' });
    parsed.push(...called);
  }
  expect(parsed.length).toBe(examples.length);
  if (command !== program) expect(parsed).toContain(name);
});

test('an example with an option that does not exist would be found', async () => {
  const [example = []] = listExamples('Examples:\n  gatewright plan ./firewall --lives v4.txt && echo done');
  expect(example).toEqual(['plan', './firewall', '--lives', 'v4.txt']);
  const { program: dry } = await createDryProgram();
  expect(() => dry.parse([...example], { from: 'user' })).toThrow(/unknown option/);
});

test('each command is found by its name alone', async () => {
  const { program: all } = await createDryProgram();
  const names = all.commands.map((command) => command.name());
  const alone = names.filter((name) => name !== 'completion');
  for (const name of alone) {
    const { commands: found } = await createProgram(silentCli, [name, '--help']);
    expect(found.map((command) => command.name())).toEqual([name]);
  }
  const { commands: completed } = await createProgram(silentCli, ['completion', 'bash']);
  expect(completed.map((command) => command.name())).toEqual(names);
});
