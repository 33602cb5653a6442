import { COMMON_OPTIONS, type Command, type Option } from './command.ts';

/** Help for the whole program. */
export function programHelp(commands: readonly Command[]): string {
  return [
    'Usage: 3dpai COMMAND [OPTION]...',
    '',
    'Reads sliced G-code: layers, features, objects, the state of the machine and problems.',
    '',
    'Commands:',
    ...columns(commands.map((each) => [usageOf(each), each.summary])),
    '',
    'Options:',
    ...columns([
      ['--help', 'show this help, or that of a command'],
      ['--version', 'show the version'],
    ]),
    '',
    'Example:',
    `  3dpai ${commands[0]?.examples[0] ?? ''}`,
    '',
    'Exit status: 0 fine, 1 problems found, 2 wrong use, 70 a defect of 3dpai, 75 try again.',
    '',
  ].join('\n');
}

/** Help for one command. */
export function commandHelp(command: Command): string {
  return [
    `Usage: 3dpai ${usageOf(command)} [OPTION]...`,
    '',
    ...[command.summary, ...command.details].flatMap((paragraph) => [...wrap(paragraph), '']),
    'Options:',
    ...columns([...command.options, ...COMMON_OPTIONS].map((each) => [optionOf(each), each.help])),
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    ...command.examples.map((example) => `  3dpai ${example}`),
    '',
  ].join('\n');
}

function usageOf(command: Command): string {
  return [command.name, ...command.operands].join(' ');
}

function optionOf(option: Option): string {
  const value = option.choices ? option.choices.join('|') : option.value;
  const name =
    option.letter === undefined ? `--${option.name}` : `-${option.letter}, --${option.name}`;
  return value === undefined ? name : `${name} ${value}`;
}

const LINE_WIDTH = 80;
const WIDEST_TERM = 34;

/** Terms and what they mean; a long term has a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const terms = rows.map(([term]) => term.length).filter((length) => length <= WIDEST_TERM);
  const width = Math.max(0, ...terms);
  return rows.flatMap(([term, meaning]) => {
    const [first = '', ...more] = wrap(meaning, LINE_WIDTH - width - 4);
    const rest = more.map((line) => `${' '.repeat(width + 4)}${line}`);
    if (term.length > width) return [`  ${term}`, `${' '.repeat(width + 4)}${first}`, ...rest];
    return [`  ${term.padEnd(width)}  ${first}`, ...rest];
  });
}

function wrap(text: string, width = LINE_WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
