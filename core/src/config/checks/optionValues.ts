import type { ConfigOption, ConfigSpan, OptionReference } from '../config.ts';
import { pythonFloat, strip } from '../pythonText.ts';
import {
  type CheckContext,
  type CheckedSection,
  isRead,
  listOf,
  nameInKlipper,
  valueSpan,
} from './check.ts';
import { pythonRepr } from './pythonRepr.ts';

/** Values that Klipper cannot read, or that lie outside its limits. */
export function optionValues(context: CheckContext): void {
  for (const section of context.sections) {
    for (const { path, option, reference } of section.options) {
      if (!reference || reference.deprecated) continue;
      if (isRead(section, reference) !== true) continue;
      // Kalico puts [constants] in.
      if (context.readers === 'fork' && option.value.includes('${')) continue;
      const fault = faultOf(section, option, reference, context.readers === 'fork');
      if (fault) {
        const { span, ...problem } = fault;
        context.report(path, { ...(span ?? valueSpan(option)), severity: 'error', ...problem });
      }
    }
  }
}

interface Fault {
  readonly rule: string;
  readonly message: string;
  readonly firmware?: string;
  readonly span?: ConfigSpan;
}

/** `ConfigWrapper.getfloat`, `getint`, `getboolean`, `getchoice` and `getlists` of `klippy/configfile.py`. */
function faultOf(
  section: CheckedSection,
  option: ConfigOption,
  reference: OptionReference,
  isFork: boolean,
): Fault | undefined {
  const value = option.value;
  // Said only when there is a fault: most values have none.
  const where = () => `'${nameInKlipper(option.name)}' in section '${section.title}'`;
  const unreadable = (needed: string): Fault => ({
    rule: 'bad-value',
    message: `"${option.name}" must be ${needed}, not "${shortened(value)}"; write one.`,
    firmware: `Unable to parse option ${where()}`,
  });
  switch (reference.kind) {
    case 'float': {
      const number = pythonFloat(value);
      return number === undefined
        ? unreadable('a number')
        : rangeFault(number, option, reference, where);
    }
    case 'integer': {
      const number = wholeNumber(value);
      return number === undefined
        ? unreadable('a whole number')
        : rangeFault(number, option, reference, where);
    }
    case 'boolean':
      return BOOLEANS.has(value.toLowerCase()) ? undefined : unreadable('True or False');
    case 'choice': {
      const choices = reference.choices ?? [];
      if (choices.includes(value) || isFork) return undefined;
      const areNumbers = choices.every((choice) => wholeNumber(choice) !== undefined);
      if (areNumbers) {
        const number = wholeNumber(value);
        if (number === undefined) return unreadable('a whole number');
        if (choices.some((choice) => wholeNumber(choice) === number)) return undefined;
      }
      return {
        rule: 'unknown-choice',
        message: `"${option.name}" must be ${listOf(choices)}, not "${shortened(value)}".`,
        firmware: wordsForChoice(section, option),
      };
    }
    case 'numbers':
      return numbersFault(option, reference, where);
    case 'list':
    case 'string':
      return isFork ? undefined : patternFault(option, reference, where);
    default:
      return undefined;
  }
}

/** Two places of Klipper look at a choice themselves. */
function wordsForChoice({ title }: CheckedSection, { name, value }: ConfigOption): string {
  if (title === 'printer' && name === 'kinematics') return `Error loading kinematics '${value}'`;
  if (title === 'bed_mesh' && name === 'algorithm') return `bed_mesh: Unknown algorithm <${value}>`;
  return `Choice '${value}' for option '${name}' in section '${title}' is not a valid choice`;
}

/** A value that Klipper takes apart itself. */
function patternFault(
  { name, value }: ConfigOption,
  { pattern, summary }: OptionReference,
  where: () => string,
): Fault | undefined {
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return undefined;
  const firmware = wordsForPattern(name, value, where);
  return {
    rule: 'bad-value',
    message: `"${shortened(value)}" is not how Klipper reads "${name}": ${lowerCaseFirst(summary)}`,
    ...(firmware ? { firmware } : {}),
  };
}

function wordsForPattern(name: string, value: string, where: () => string): string | undefined {
  if (name.startsWith('shaper_type')) return `Unsupported shaper type: ${value}`;
  if (name === 'color_order') return `Invalid color_order '${value}'`;
  if (name === 'axes_map' && value.split(',').length !== 3) {
    return `Option ${where()} must have 3 elements`;
  }
  if (name !== 'gear_ratio') return undefined;
  const areNumbers = value.split(/[:,]/).every((part) => pythonFloat(part) !== undefined);
  return areNumbers
    ? `Option ${where()} must have 2 elements`
    : `Unable to parse option ${where()}`;
}

function rangeFault(
  number: number,
  { name, value }: ConfigOption,
  reference: OptionReference,
  where: () => string,
): Fault | undefined {
  const { min, max, above, below } = reference;
  const isFloat = reference.kind === 'float' && !WHOLE_LIMITS.has(name);
  const written = (limit: number) => pythonRepr(limit, isFloat);
  const unit = reference.unit ? ` ${reference.unit}` : '';
  const fault = (words: string, limit: number, firmware: string): Fault => ({
    rule: 'value-out-of-range',
    message: `"${name}" must be ${words} ${limit}${unit}, not ${shortened(value)}.`,
    firmware: `Option ${where()} must ${firmware} ${written(limit)}`,
  });
  if (min !== undefined && number < min) return fault('at least', min, 'have minimum of');
  if (max !== undefined && number > max) return fault('at most', max, 'have maximum of');
  if (above !== undefined && number <= above) return fault('above', above, 'be above');
  if (below !== undefined && number >= below) return fault('below', below, 'be below');
  return undefined;
}

/** Floats whose limits Klipper's sources write as whole numbers, and so its messages. */
const WHOLE_LIMITS: ReadonlySet<string> = new Set([
  'retract_speed',
  'unretract_speed',
  'temp_coeff',
]);

/** Numbers with commas between; with `count`, so many in the value or in each of its lines. */
function numbersFault(
  option: ConfigOption,
  reference: OptionReference,
  where: () => string,
): Fault | undefined {
  const { count, min, perLine } = reference;
  const lines = option.value.split('\n').filter((line) => strip(line) !== '');
  const lists = perLine ? lines : [option.value];
  for (const [index, list] of lists.entries()) {
    const span = option.valueSpans[index];
    const parts = list.split(',').map(strip);
    const numbers = parts.map(pythonFloat);
    const bad = numbers.indexOf(undefined);
    const place = span ? { span } : {};
    if (bad >= 0) {
      return {
        rule: 'bad-value',
        message: `"${option.name}" must be numbers with commas between, but "${shortened(parts[bad] ?? '')}" is none; correct it.`,
        firmware: `Unable to parse option ${where()}`,
        ...place,
      };
    }
    if (count !== undefined && parts.length !== count) {
      return {
        rule: 'bad-value',
        message: `"${option.name}" must have ${count} numbers${perLine ? ' in each line' : ''}, not ${parts.length}; correct it.`,
        firmware: `Option ${where()} must have ${count} elements`,
        ...place,
      };
    }
    const low = numbers.find((number) => min !== undefined && (number ?? 0) < min);
    if (low !== undefined) {
      return {
        rule: 'value-out-of-range',
        message: `"${option.name}" must be at least ${min}, not ${low}.`,
        firmware: `Option '${option.name}' in section bed_mesh must have a minimum of ${min}`,
        ...place,
      };
    }
  }
  return undefined;
}

/** What `configparser` takes for yes and no. */
const BOOLEANS: ReadonlySet<string> = new Set([
  ...['1', 'yes', 'true', 'on'],
  ...['0', 'no', 'false', 'off'],
]);

/** A number as Python's `int()` reads it. */
function wholeNumber(value: string): number | undefined {
  const text = strip(value);
  return /^[+-]?\d+(?:_\d+)*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

const LONGEST_QUOTE = 40;

function shortened(value: string): string {
  const [first = '', ...more] = value.split('\n');
  const isLong = more.length > 0 || first.length > LONGEST_QUOTE;
  return isLong ? `${first.slice(0, LONGEST_QUOTE)}…` : first;
}

function lowerCaseFirst(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}
