import type { Facts } from './facts.ts';

/** A number as Moonraker finds it: no sign, and not the front half of `2.14748e+06`. */
const NUMBER = /\d*\.?\d+(?![\d.]|e[+-]?\d)/;
const LEADING_NUMBER = new RegExp(`^${NUMBER.source}`);
const ALL_NUMBERS = new RegExp(NUMBER.source, 'g');

/** The first value of the first of the keys that has one. */
export function stated(facts: Facts, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = facts.values.get(key)?.[0];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The number with which a value begins: the first tool's where it is a list. */
export function statedNumber(facts: Facts, ...keys: readonly string[]): number | undefined {
  return leadingNumber(stated(facts, ...keys));
}

export function leadingNumber(value: string | undefined): number | undefined {
  const match = LEADING_NUMBER.exec(value ?? '');
  return match ? Number(match[0]) : undefined;
}

export function statedWhole(facts: Facts, ...keys: readonly string[]): number | undefined {
  const match = /^\d+/.exec(stated(facts, ...keys) ?? '');
  return match ? Number(match[0]) : undefined;
}

/** Every number of a value; undefined where it has none. */
export function statedNumbers(facts: Facts, ...keys: readonly string[]): number[] | undefined {
  return numbersIn(stated(facts, ...keys));
}

export function numbersIn(value: string | undefined): number[] | undefined {
  const numbers = value?.match(ALL_NUMBERS)?.map(Number);
  return numbers && numbers.length > 0 ? numbers : undefined;
}

/** The sum over all tools. */
export function sum(numbers: readonly number[] | undefined): number | undefined {
  return numbers?.reduce((total, number) => total + number, 0);
}

/** The parts of a list, parted by one of `separators` outside quotes; empty parts are left out. */
export function statedList(facts: Facts, separators: string, ...keys: readonly string[]): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let escaped = false;
  for (const letter of stated(facts, ...keys) ?? '') {
    if (escaped || (quoted && letter === '\\')) {
      if (escaped) part += letter;
      escaped = !escaped;
    } else if (letter === '"') quoted = !quoted;
    else if (!quoted && separators.includes(letter)) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  parts.push(part.trim());
  return parts.filter((each) => each !== '');
}

/** A list of whole numbers; undefined where one of its parts is none. */
export function statedWholes(facts: Facts, ...keys: readonly string[]): number[] | undefined {
  const parts = statedList(facts, ',;', ...keys);
  return parts.every((part) => /^[+-]?\d+$/.test(part)) ? parts.map(Number) : undefined;
}

/** Names of all tools, joined by `;`; undefined where none has one. */
export function statedNames(facts: Facts, ...keys: readonly string[]): string | undefined {
  const names = statedList(facts, ',;', ...keys);
  return names.length > 0 ? names.join(';') : undefined;
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** `1d 2h 3m 4s` in seconds. */
export function durationIn(value: string | undefined): number | undefined {
  const parts = [...(value ?? '').matchAll(/(\d+)([dhms])/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce(
    (total, [, count, unit]) => total + Number(count) * (SECONDS_PER_UNIT[unit ?? ''] ?? 0),
    0,
  );
}
