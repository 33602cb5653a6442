import type { Configuration } from '#core/config/config';
import type { MachineProfile } from '#core/machine/profile';
import type { ConfigText } from './configText.ts';

/** A configuration and the texts it was read from. */
export interface LoadedConfiguration {
  /** Its first file, as `pathOfUri` gives it. */
  readonly mainPath: string;
  readonly configuration: Configuration;
  /** By path. */
  readonly texts: ReadonlyMap<string, ConfigText>;
  /** Paths that the includes stand for, by `includeKey`. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
  /** Why files were left out, one sentence each. */
  readonly refusals: readonly string[];
  /** The printer that it describes, its macros included. */
  readonly profile: MachineProfile;
}

/** A file that a request is about, and the configuration that it belongs to. */
export interface ConfigContext extends LoadedConfiguration {
  readonly text: ConfigText;
}
