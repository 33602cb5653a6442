import { COMMON_OPTIONS, type Command, type Given, type Option } from './command.ts';
import { Failure } from './exit.ts';

/**
 * Reads what stands behind a command's name: `--name`, `--name VALUE`, `--name=VALUE`, operands, and
 * operands only behind `--`. Throws a `Failure` that names what is wrong and what would be right.
 */
export function parseArguments(command: Command, words: readonly string[]): Given {
  const options = [...command.options, ...COMMON_OPTIONS];
  const switches = new Set<string>();
  const values = new Map<string, readonly string[]>();
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (word === '-h') switches.add('help');
    else if (word === '-' || !word.startsWith('-')) operands.push(word);
    else {
      const [name, inline] = splitOption(word);
      const option = options.find((each) => each.name === name || each.letter === name);
      if (!option) throw unknownOption(command, options, word);
      if (option.value === undefined) {
        if (inline !== undefined) throw new Failure(`--${option.name} takes no value.`);
        switches.add(option.name);
        continue;
      }
      const value = inline ?? words[++i];
      const before = values.get(option.name) ?? [];
      values.set(option.name, [...before, allowedValue(option, value)]);
    }
  }
  const given: Given = {
    operands,
    has: (option) => switches.has(option),
    value: (option) => values.get(option)?.at(-1),
    values: (option) => values.get(option) ?? [],
  };
  if (!given.has('help')) requireOperands(command, operands);
  return given;
}

function splitOption(word: string): readonly [string, string | undefined] {
  const equals = word.indexOf('=');
  const name = word.replace(/^-+/, '');
  if (equals < 0) return [name, undefined];
  return [word.slice(0, equals).replace(/^-+/, ''), word.slice(equals + 1)];
}

function unknownOption(command: Command, options: readonly Option[], word: string): Failure {
  const known = options.map((option) => `--${option.name}`).join(', ');
  const [name] = splitOption(word);
  return new Failure(`${command.name} has no option --${name}; it has ${known}.`);
}

function allowedValue(option: Option, value: string | undefined): string {
  const wanted = option.choices ? option.choices.join(', ') : option.value;
  if (value === undefined || (value.startsWith('--') && value !== '--'))
    throw new Failure(`--${option.name} needs a value: ${wanted}.`);
  if (option.choices && !option.choices.includes(value))
    throw new Failure(`--${option.name} cannot be "${value}"; it takes ${wanted}.`);
  return value;
}

/** An operand in brackets may be left out: `[GCODE]`. One with dots behind it may be given often: `SRC...`. */
function requireOperands(command: Command, operands: readonly string[]): void {
  const missing = command.operands[operands.length];
  if (missing !== undefined && !missing.startsWith('['))
    throw new Failure(`${command.name} needs ${missing}, as in: 3dpai ${command.examples[0]}`);
  if (command.operands.at(-1)?.includes('...')) return;
  const extra = operands[command.operands.length];
  if (extra !== undefined)
    throw new Failure(
      `${command.name} takes ${command.operands.join(' ') || 'no names'} only, so "${extra}" is one too many.`,
    );
}
