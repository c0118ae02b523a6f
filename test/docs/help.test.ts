// Every example in a help text is a command line that the program takes.

import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { silentCli } from './pages.ts';

/** The program with actions that do nothing but tell which command was called. */
function createDryProgram(): { readonly program: Command; readonly called: string[] } {
  const called: string[] = [];
  const program = createProgram(silentCli);
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

const { program } = createDryProgram();
const commands = [program, ...program.commands];

test.each(commands.map((command) => [command.name(), command] as const))('%s', (name, command) => {
  const examples = listExamples(helpOf(command));
  expect(examples.length).toBeGreaterThan(0);
  const parsed = examples.flatMap((example) => {
    const { program: dry, called } = createDryProgram();
    dry.parse([...example], { from: 'user' });
    return called;
  });
  expect(parsed.length).toBe(examples.length);
  if (command !== program) expect(parsed).toContain(name);
});

test('an example with an option that does not exist would be found', () => {
  const [example = []] = listExamples('Examples:\n  gatewright plan ./firewall --lives v4.txt && echo done');
  expect(example).toEqual(['plan', './firewall', '--lives', 'v4.txt']);
  expect(() => createDryProgram().program.parse([...example], { from: 'user' })).toThrow(/unknown option/);
});
