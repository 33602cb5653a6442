import type { OptionReference } from '../config.ts';

/**
 * Short ways to write an option of the tables. Names are in lower case, as Klipper compares them; limits are
 * those that Klipper's own sources enforce.
 */
type More = Omit<OptionReference, 'name' | 'kind' | 'summary'>;

export function float(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'float', summary, ...more };
}

export function integer(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'integer', summary, ...more };
}

export function boolean(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'boolean', summary, ...more };
}

export function choice(
  name: string,
  summary: string,
  choices: readonly string[],
  more: More = {},
): OptionReference {
  return { name, kind: 'choice', summary, choices, ...more };
}

export function text(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'string', summary, ...more };
}

/** A script that Klipper runs, with Jinja in it. */
export function gcode(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'gcode', summary, ...more };
}

export function numbers(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'numbers', summary, ...more };
}

export function list(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'list', summary, ...more };
}

/** A pin that drives something: `!` turns it round. */
export function output(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'pin', summary, pin: { invert: true }, ...more };
}

/** A pin that is read: `!` turns it round, `^` and `~` switch a resistor on. */
export function input(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'pin', summary, pin: { invert: true, pull: true }, ...more };
}

/** A pin that takes no prefix: analogue inputs, lines of a bus. */
export function line(name: string, summary: string, more: More = {}): OptionReference {
  return { name, kind: 'pin', summary, pin: {}, ...more };
}

/** The same options, none of them required. */
export function optional(options: readonly OptionReference[]): readonly OptionReference[] {
  return options.map((option) => {
    const { required: _, ...rest } = option;
    return rest;
  });
}

/** The same options with other defaults or limits, by name. */
export function changed(
  options: readonly OptionReference[],
  changes: Readonly<Record<string, Partial<More>>>,
): readonly OptionReference[] {
  return options.map((option) => {
    const change = changes[option.name];
    return change ? { ...option, ...change } : option;
  });
}

/** The options that do not carry one of these names. */
export function without(
  options: readonly OptionReference[],
  ...names: readonly string[]
): readonly OptionReference[] {
  return options.filter((option) => !names.includes(option.name));
}

/** The same options, read only where another option has one of these values. */
export function onlyWith(
  option: string,
  values: readonly string[],
  options: readonly OptionReference[],
): readonly OptionReference[] {
  return options.map((one) => ({ ...one, onlyWith: { option, values } }));
}
