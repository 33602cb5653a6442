import { homedir } from 'node:os';
import path from 'node:path';
import type { Configuration } from '#core/config/config';
import { profileOfPreset } from '#core/machine/presets';
import type { MachineProfile } from '#core/machine/profile';
import type { Configurations } from './config/configurations.ts';
import { normalPath } from './config/paths.ts';
import type { FolderSettings } from './folderSettings.ts';

/** The printer that a file is for. */
export interface ChosenProfile {
  /** Undefined where nobody chose one, or where it cannot be read. */
  readonly profile: MachineProfile | undefined;
  /** Where the printer comes from its printer.cfg. */
  readonly configuration?: Configuration;
  /** One sentence why the chosen printer is not used. */
  readonly problem?: string;
}

const NONE: ChosenProfile = { profile: undefined };

/** The setting that passes over the folder's own printer.cfg. */
const NO_PRINTER = 'none';

/** Where a folder may have its printer.cfg without anyone saying so. */
const USUAL_PLACES = ['printer.cfg', 'config/printer.cfg'];

/** Keystrokes in a printer.cfg are not further apart than this; G-code is read again when they have ended. */
const QUIET_MS = 250;

/**
 * Which printer the files of a workspace folder are for: what the setting `3dpai.printerProfile` names, or
 * the folder's own printer.cfg.
 */
export class PrinterProfiles {
  private readonly configurations: Configurations;
  private readonly settings: FolderSettings;
  private readonly listeners = new Set<() => void>();
  /** What was answered for a printer, so that the same answer is the same object. */
  private readonly known = new WeakMap<MachineProfile, ChosenProfile>();
  private readonly refused = new Map<string, ChosenProfile>();
  private timer: NodeJS.Timeout | undefined;

  constructor(configurations: Configurations, settings: FolderSettings) {
    this.configurations = configurations;
    this.settings = settings;
    configurations.onDidChange(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tell(), QUIET_MS);
    });
  }

  /** Calls back when the printer of some file may have changed though no setting did. */
  onDidChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** The printer that a file is for. As long as nothing changed, the same object is given again. */
  async profileOf(uri: string): Promise<ChosenProfile> {
    await this.settings.known;
    const folder = this.settings.folderOf(uri);
    const { printerProfile } = this.settings.of(uri);
    return printerProfile === ''
      ? this.usualProfile(folder)
      : this.namedProfile(printerProfile, folder);
  }

  private usualProfile(folder: string | undefined): ChosenProfile {
    if (folder === undefined) return NONE;
    const found = USUAL_PLACES.map((place) => normalPath(`${folder}/${place}`)).filter((main) =>
      this.configurations.load(main).texts.has(main),
    );
    const [main] = found;
    if (main === undefined) return NONE;
    if (found.length === 1) return this.profileFrom(main);
    return this.refusal(
      `${folder} has two printers, ${USUAL_PLACES.join(' and ')}; name one of them in the setting 3dpai.printerProfile.`,
    );
  }

  private namedProfile(name: string, folder: string | undefined): ChosenProfile {
    if (name === NO_PRINTER) return NONE;
    const preset = profileOfPreset(name);
    if (preset) return this.chosen({ profile: preset });
    const file = name.replace(/^~(?=[/\\])/, homedir());
    if (path.isAbsolute(file)) return this.profileFrom(normalPath(file));
    if (folder !== undefined) return this.profileFrom(normalPath(`${folder}/${file}`));
    return this.refusal(
      `The printer ${name} is neither one that 3dpai knows nor a whole path, and this file lies in no workspace folder; correct the setting 3dpai.printerProfile.`,
    );
  }

  private profileFrom(main: string): ChosenProfile {
    const { profile, configuration, texts } = this.configurations.load(main);
    if (texts.has(main)) return this.chosen({ profile, configuration });
    return this.refusal(
      `The printer ${main} cannot be read; correct the setting 3dpai.printerProfile, which takes the path of a printer.cfg or the id of a printer that 3dpai knows.`,
    );
  }

  private chosen(answer: ChosenProfile & { readonly profile: MachineProfile }): ChosenProfile {
    const before = this.known.get(answer.profile);
    if (before) return before;
    this.known.set(answer.profile, answer);
    return answer;
  }

  private refusal(problem: string): ChosenProfile {
    const answer = this.refused.get(problem) ?? { profile: undefined, problem };
    this.refused.set(problem, answer);
    return answer;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
