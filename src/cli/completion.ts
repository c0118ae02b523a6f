// Completion scripts for bash and zsh, made from the commands and options that the program really has.

import type { Command, Option } from 'commander';

/** What can stand behind the words of one command. */
interface Completable {
  /** From the program's name on, such as `['gatewright', 'plan']`. */
  readonly words: readonly string[];
  readonly commands: readonly Command[];
  readonly options: readonly Option[];
  /** Choices of the first argument; undefined where it is a file or a folder. */
  readonly choices: readonly string[] | undefined;
}

/** A script for `source <(… completion bash)`. Files are completed wherever nothing better is known. */
export function formatBashCompletion(program: Command): string {
  const name = program.name();
  const cases = listCompletable(program).map(formatBashCase);
  return `# bash completion for ${name}
_${identifier(name)}() {
  local cur prev path word
  COMPREPLY=()
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  path='${name}'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${listCompletable(program)
  .slice(1)
  .map(({ words }) => `      '${words.join(' ')}') path="$path $word" ;;`)
  .join('\n')}
    esac
  done
  local words='' values=''
  case "$path" in
${cases.join('\n')}
  esac
  if [ "$values" = '-' ]; then
    COMPREPLY=($(compgen -f -- "$cur"))
  elif [ -n "$values" ]; then
    COMPREPLY=($(compgen -W "$values" -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _${identifier(name)} ${name}
`;
}

/** A script for a folder of `fpath`, under the name `_<program>`. */
export function formatZshCompletion(program: Command): string {
  const name = program.name();
  const all = listCompletable(program);
  const functions = all.map((completable) => formatZshFunction(completable));
  return `#compdef ${name}
${functions.join('\n')}
_${identifier(name)} "$@"
`;
}

function listCompletable(command: Command, before: readonly string[] = []): readonly Completable[] {
  const words = [...before, command.name()];
  const commands = command.createHelp().visibleCommands(command);
  const [argument] = command.registeredArguments;
  const own: Completable = {
    words,
    commands,
    options: command.createHelp().visibleOptions(command),
    choices: argument?.argChoices,
  };
  return [own, ...commands.flatMap((sub) => listCompletable(sub, words))];
}

function formatBashCase({ words, commands, options, choices }: Completable): string {
  const offered = [...commands.map((command) => command.name()), ...(choices ?? []), ...options.flatMap(flagsOf)];
  const valued = options.filter((option) => option.required || option.optional);
  const lines = valued.map((option) => {
    const values = option.argChoices === undefined ? '-' : option.argChoices.join(' ');
    return `        ${flagsOf(option).map(quote).join('|')}) values=${quote(values)} ;;`;
  });
  const inner = lines.length === 0 ? '' : `\n      case "$prev" in\n${lines.join('\n')}\n      esac`;
  return `    ${quote(words.join(' '))})\n      words=${quote(offered.join(' '))}${inner}\n      ;;`;
}

function formatZshFunction({ words, commands, options, choices }: Completable): string {
  const specs = options.map(formatZshOption);
  const rest =
    commands.length > 0
      ? ["'1: :->command'", "'*:: :->argument'"]
      : [quote(choices === undefined ? '*: :_files' : `1: :(${choices.join(' ')})`)];
  const head = `${functionName(words)}() {
  local state line
  local -a commands
  _arguments -C ${[...specs, ...rest].join(' \\\n    ')}`;
  if (commands.length === 0) return `${head}\n}`;
  const described = commands.map((command) => quote(`${command.name()}:${firstSentence(command.description())}`));
  const branches = commands.map(
    (command) => `        ${command.name()}) ${functionName([...words, command.name()])} ;;`,
  );
  return `${head}
  case $state in
    command)
      commands=(${described.join(' ')})
      _describe command commands
      ;;
    argument)
      case $line[1] in
${branches.join('\n')}
      esac
      ;;
  esac
}`;
}

function formatZshOption(option: Option): string {
  const description = firstSentence(option.description).replace(/[[\]:]/g, (character) => `\\${character}`);
  const values = option.argChoices === undefined ? ':_files' : `:(${option.argChoices.join(' ')})`;
  const value = option.required || option.optional ? `: ${values}` : '';
  const flags = flagsOf(option);
  if (flags.length === 1) return quote(`${flags[0]}[${description}]${value}`);
  return `'(${flags.join(' ')})'{${flags.join(',')}}${quote(`[${description}]${value}`)}`;
}

function flagsOf(option: Option): readonly string[] {
  return [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
}

function firstSentence(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\.$/, '');
}

function functionName(words: readonly string[]): string {
  return `_${words.map(identifier).join('_')}`;
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}

/** For a shell: nothing in it is expanded. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
