import type { MachineProfile, MacroProfile } from '../machine/profile.ts';
import type { ConfigProblem, ConfigSpan, Configuration } from './config.ts';
import { settingsOfConfiguration } from './configSettings.ts';
import { macroName } from './macroProfiles.ts';
import { profileFromSettings } from './profileFromSettings.ts';
import type { SettingProblem } from './settingValues.ts';

/**
 * The printer that a configuration describes, with Klipper's defaults where it is silent. Whatever is
 * missing or wrong is a problem at its place and replaced by the default, so that a broken printer.cfg
 * still gives a printer to plan with.
 */
export function profileFromConfig(
  configuration: Configuration,
  name: string,
): { profile: MachineProfile; problems: Configuration['problems'] } {
  const main = configuration.files[0]?.path ?? '';
  const { profile, problems } = profileFromSettings(settingsOfConfiguration(configuration), name, {
    kind: 'printer.cfg',
    path: main,
  });
  const places = macroPlaces(configuration);
  const macros = profile.macros.map((macro) => ({ ...macro, ...places.get(macro.name) }));
  return {
    profile: { ...profile, macros },
    problems: problems.map((problem) => placed(configuration, main, problem)),
  };
}

/** By the macro's name, the section that has its body; of two that differ in case only the later one. */
function macroPlaces(
  configuration: Configuration,
): ReadonlyMap<string, Pick<MacroProfile, 'file' | 'line'>> {
  const places = new Map<string, Pick<MacroProfile, 'file' | 'line'>>();
  for (const merged of configuration.sections.values()) {
    if (merged.type !== 'gcode_macro') continue;
    const body = merged.options.get('gcode')?.option;
    const place =
      merged.places.find(({ section }) => body && section.options.includes(body)) ??
      merged.places[0];
    if (place)
      places.set(macroName(merged.name), { file: place.path, line: place.section.header.line });
  }
  return places;
}

function placed(
  configuration: Configuration,
  main: string,
  found: SettingProblem,
): { readonly path: string; readonly problem: ConfigProblem } {
  const { section: key, option: optionName, ...problem } = found;
  const section = configuration.sections.get(key);
  const stated = section?.options.get(optionName ?? '');
  const lastPlace = section?.places.at(-1);
  const span: ConfigSpan = stated?.option.valueSpans[0] ??
    stated?.option.nameSpan ??
    lastPlace?.section.header ?? { line: 0, start: 0, end: 0 };
  const { line, start, end } = span;
  return {
    path: stated?.path ?? lastPlace?.path ?? main,
    problem: { line, start, end, ...problem },
  };
}
