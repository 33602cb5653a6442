import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import { PRESETS, profileOfPreset } from '#core/machine/presets';
import type { MachineProfile } from '#core/machine/profile';
import type { Given, Option } from './command.ts';
import { nodeConfigurationFiles } from './config/configFiles.ts';
import { Failure } from './exit.ts';
import { printable } from './output.ts';

export const PROFILE_OPTION: Option = {
  name: 'profile',
  value: 'PRINTER',
  help: 'the printer: its printer.cfg, the folder that holds it, or a preset ("presets" lists them)',
};

/**
 * The printer that `--profile` names, undefined without one. What printer.cfg has wrong is told on stderr,
 * because a printer.cfg with a mistake still says most of what matters.
 */
export function profileOf(given: Given): MachineProfile | undefined {
  const named = given.value(PROFILE_OPTION.name);
  if (named === undefined) return undefined;
  if (!existsSync(named)) return presetOf(named);
  const path = statSync(named).isDirectory() ? join(named, 'printer.cfg') : named;
  if (!existsSync(path))
    throw new Failure(`${named} has no printer.cfg; name the file itself or another folder.`);
  return profileOfFile(path);
}

function profileOfFile(path: string): MachineProfile {
  const full = resolve(path);
  const configuration = loadConfiguration(full, nodeConfigurationFiles());
  if (!configuration.sections.has('printer'))
    throw new Failure(
      `${path} has no [printer] section; name the main file of Klipper's configuration.`,
    );
  const { profile, problems } = profileFromConfig(configuration, basename(dirname(full)));
  for (const { path: file, problem } of problems)
    process.stderr.write(
      `3dpai: ${printable(`${file}:${problem.line + 1}: ${problem.message}`)}\n`,
    );
  return profile;
}

function presetOf(id: string): MachineProfile {
  const profile = profileOfPreset(id);
  if (profile) return profile;
  const ids = PRESETS.map((preset) => preset.id).sort();
  throw new Failure(
    `--profile cannot be "${id}": there is no such file, and presets are ${ids.join(', ')}.`,
  );
}
