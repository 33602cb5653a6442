import type { Configuration } from './config.ts';
import { sectionKey } from './configReading.ts';

/** A configuration reduced to what it says: the view that a printer profile is made from, whether it comes
 * from files or from a printer that is asked. Keys are headers (`gcode_macro START_PRINT`). */
export type ConfigSettings = ReadonlyMap<string, SettingsSection>;

export interface SettingsSection {
  readonly type: string;
  readonly name: string;
  /** By option name in lower case. */
  readonly options: ReadonlyMap<string, string>;
}

export function settingsOfConfiguration(configuration: Configuration): ConfigSettings {
  return new Map(
    [...configuration.sections].map(([key, { type, name, options }]) => [
      key,
      {
        type,
        name,
        options: new Map([...options].map(([option, { option: found }]) => [option, found.value])),
      },
    ]),
  );
}

/**
 * The view of what a running Klipper tells of its configuration: the object `configfile`, either its `config`
 * (values as they are written) or its `settings` (read values, with defaults filled in). Anything else in
 * the data is passed over.
 */
export function settingsOfObject(data: unknown): ConfigSettings {
  const settings = new Map<string, SettingsSection>();
  for (const [header, values] of entriesOf(data)) {
    const [type = '', ...rest] = header.trim().split(/\s+/);
    const name = rest.join(' ');
    const options = new Map<string, string>();
    for (const [option, value] of entriesOf(values)) {
      if (value !== null) options.set(option.toLowerCase(), textOf(value));
    }
    const section = { type: type.toLowerCase(), name, options };
    settings.set(sectionKey(section), section);
  }
  return settings;
}

function entriesOf(data: unknown): readonly (readonly [string, unknown])[] {
  return typeof data === 'object' && data !== null ? Object.entries(data) : [];
}

/** Lists come as lists: Klipper writes them with commas between their parts. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
}
