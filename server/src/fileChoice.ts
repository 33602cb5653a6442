import type { MachineProfile } from '#core/machine/profile';
import type { CheckOptions } from '#core/rules/checkedReading';
import type { FolderSettings } from './folderSettings.ts';
import type { ChosenProfile, PrinterProfiles } from './printerProfile.ts';
import { DEFAULT_SETTINGS, type ServerSettings } from './settings.ts';

/** What a person chose for one file. */
export interface FileChoice {
  readonly settings: ServerSettings;
  readonly printer: ChosenProfile;
}

/** Where choices come from. */
export interface FileChoices {
  of(uri: string): Promise<FileChoice>;
  /** Calls back when the choice for some file may have changed. */
  onDidChange(listener: () => void): void;
}

export const NOTHING_CHOSEN: FileChoice = {
  settings: DEFAULT_SETTINGS,
  printer: { profile: undefined },
};

/** The settings of a file's folder, and its printer. */
export function fileChoices(settings: FolderSettings, profiles: PrinterProfiles): FileChoices {
  return {
    async of(uri) {
      await settings.known;
      const printer = await profiles.profileOf(uri);
      return { settings: settings.of(uri), printer };
    },
    onDidChange(listener) {
      settings.onDidChange(listener);
      profiles.onDidChange(listener);
    },
  };
}

export function checkOptions({ settings, printer }: FileChoice): CheckOptions {
  const { flavor, disabledRules, severity } = settings;
  return { flavor, disabledRules, severity, profile: printer.profile };
}

/** Whether the same is found in a file under both. */
export function readsAlike(one: FileChoice, other: FileChoice): boolean {
  const { profile, ...options } = checkOptions(one);
  const { profile: otherProfile, ...otherOptions } = checkOptions(other);
  if (JSON.stringify(options) !== JSON.stringify(otherOptions)) return false;
  return isSamePrinter(profile, otherProfile);
}

/** An edit of printer.cfg often leaves the printer as it is. */
function isSamePrinter(
  one: MachineProfile | undefined,
  other: MachineProfile | undefined,
): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
