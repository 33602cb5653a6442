import type { ConfigProblem, ConfigSpan } from './config.ts';
import type { ConfigSettings } from './configSettings.ts';
import { pythonFloat } from './pythonText.ts';

/** What is wrong with a setting, before its place in a file is looked up. */
export interface SettingProblem extends Omit<ConfigProblem, keyof ConfigSpan> {
  /** Header of the section, which may be missing. */
  readonly section: string;
  /** Absent where the section as a whole is meant. */
  readonly option?: string;
}

export interface SettingReader {
  readonly settings: ConfigSettings;
  readonly problems: SettingProblem[];
}

/** Limits as Klipper's `getfloat` knows them. */
export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  /** Exclusive. */
  readonly above?: number;
  /** Exclusive. */
  readonly below?: number;
  /** Klipper refuses a configuration without it. */
  readonly required?: true;
}

/** A number as Klipper reads it. What is missing or wrong is reported, and `fallback` taken instead. */
export function readNumber<Fallback extends number | undefined>(
  reader: SettingReader,
  section: string,
  option: string,
  fallback: Fallback,
  limits: NumberLimits = {},
): number | Fallback {
  const text = reader.settings.get(section)?.options.get(option);
  const report = (rule: string, message: string, firmware: string) => {
    const meanwhile = fallback === undefined ? '' : `; until then ${shown(fallback)} is taken`;
    reader.problems.push({
      section,
      option,
      rule,
      severity: 'error',
      message: `${message}${meanwhile}.`,
      firmware,
    });
    return fallback;
  };
  const where = `Option '${option}' in section '${section}'`;
  if (text === undefined) {
    if (!limits.required) return fallback;
    return report(
      'missing-option',
      `[${section}] has no "${option}", which Klipper needs; add it`,
      `${where} must be specified`,
    );
  }
  const value = pythonFloat(text);
  if (value === undefined || !Number.isFinite(value)) {
    return report(
      'bad-value',
      `"${option}" must be a number, not "${text.split('\n')[0]}"; correct it`,
      `Unable to parse option '${option}' in section '${section}'`,
    );
  }
  const broken = brokenLimit(value, limits);
  if (broken) {
    const [words, firmwareWords, limit] = broken;
    return report(
      'value-out-of-range',
      `"${option}" must be ${words} ${shown(limit)}, not ${shown(value)}; correct it`,
      `${where} must ${firmwareWords} ${pythonNumber(limit)}`,
    );
  }
  return value;
}

function brokenLimit(
  value: number,
  { min, max, above, below }: NumberLimits,
): readonly [words: string, firmwareWords: string, limit: number] | undefined {
  if (min !== undefined && value < min) return ['at least', 'have minimum of', min];
  if (max !== undefined && value > max) return ['at most', 'have maximum of', max];
  if (above !== undefined && value <= above) return ['above', 'be above', above];
  if (below !== undefined && value >= below) return ['below', 'be below', below];
  return undefined;
}

/** Four digits behind the point say enough to a person. */
function shown(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}

/** As Python writes a float. */
function pythonNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
