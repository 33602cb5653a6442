import type { GcodeLine } from '../gcode/line.ts';
import { type WordParameter, wordParameters } from '../gcode/words.ts';

/** More objects than any bed holds: beyond, definitions are no longer followed. */
const MOST_OBJECTS = 2_000;

/** The object that a line names, in upper case, as Klipper compares it. */
export function objectNamed(
  line: GcodeLine,
): { readonly name: string; readonly parameter: WordParameter } | undefined {
  const parameter = wordParameters(line).parameters.find(({ name }) => name === 'NAME');
  if (!parameter || parameter.value === '') return undefined;
  return { name: parameter.value.toUpperCase(), parameter };
}

/** The defined objects behind a line with EXCLUDE_OBJECT_DEFINE; null once there are too many. */
export function withDefinition(
  line: GcodeLine,
  defined: readonly string[] | null,
): readonly string[] | null {
  if (defined === null) return null;
  if (wordParameters(line).parameters.some(({ name, value }) => name === 'RESET' && value !== ''))
    return defined.length === 0 ? defined : [];
  const named = objectNamed(line);
  if (!named || defined.includes(named.name)) return defined;
  return defined.length >= MOST_OBJECTS ? null : [...defined, named.name];
}
