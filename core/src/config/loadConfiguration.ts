import type {
  ConfigDocument,
  ConfigFile,
  ConfigOption,
  ConfigProblem,
  ConfigSection,
  Configuration,
  MergedSection,
} from './config.ts';
import { sectionKey } from './configReading.ts';
import { parseConfig } from './parseConfig.ts';

/** How a configuration's files are reached. Paths are whatever the caller names files by; the same file
 * must always have the same path, or includes in a circle are not seen. */
export interface ConfigurationFiles {
  /** The text of a file; undefined where there is none or it is no UTF-8 text. */
  read(path: string): string | undefined;
  /** What was parsed before of the same text, so that a file that did not change is not parsed again. */
  parsed?(path: string, text: string): ConfigDocument;
  /** Files that the words of an `[include …]` in `fromPath` stand for, in any order: patterns as Python's
   * `glob.glob` has them, relative to the folder of `fromPath`. */
  glob(pattern: string, fromPath: string): readonly string[];
}

/** Reads a printer.cfg with everything it includes and puts it together as Klipper does. Whatever cannot
 * be read is a problem; the rest counts all the same. */
export function loadConfiguration(path: string, files: ConfigurationFiles): Configuration {
  const loading: Loading = {
    source: files,
    files: new Map(),
    sections: new Map(),
    problems: [],
    open: new Set(),
    includesLeft: MOST_INCLUDES,
    placed: new Set(),
  };
  const main = readFile(loading, path);
  if (main) mergeFile(loading, main);
  else {
    loading.files.set(path, { path, document: parseConfig('') });
    loading.problems.push({
      path,
      problem: {
        line: 0,
        start: 0,
        end: 0,
        rule: 'file-not-readable',
        severity: 'error',
        message: `The configuration ${path} cannot be read; check that the file exists, may be read and is UTF-8 text.`,
        firmware: `Unable to open config file ${path}`,
      },
    });
  }
  return {
    files: [...loading.files.values()],
    sections: loading.sections,
    problems: loading.problems,
  };
}

/** Klipper has no such limit, but two files that each include the next one twice double with every step. */
const MOST_INCLUDES = 2_000;

interface Loading {
  readonly source: ConfigurationFiles;
  readonly files: Map<string, ConfigFile>;
  readonly sections: Map<string, OpenSection>;
  readonly problems: { readonly path: string; readonly problem: ConfigProblem }[];
  /** Files that are being read: the way from the main file to here. */
  readonly open: Set<string>;
  includesLeft: number;
  /** Sections that are among the places of a merged one: a file may be included many times. */
  readonly placed: Set<ConfigSection>;
}

interface OpenSection extends MergedSection {
  readonly places: { readonly path: string; readonly section: ConfigSection }[];
  readonly options: Map<string, { readonly path: string; readonly option: ConfigOption }>;
}

function readFile(loading: Loading, path: string): ConfigFile | undefined {
  const known = loading.files.get(path);
  if (known) return known;
  const text = loading.source.read(path);
  if (text === undefined) return undefined;
  const file = { path, document: loading.source.parsed?.(path, text) ?? parseConfig(text) };
  loading.files.set(path, file);
  return file;
}

function mergeFile(loading: Loading, file: ConfigFile): void {
  const isMain = loading.open.size === 0;
  loading.open.add(file.path);
  for (const section of file.document.sections) {
    if (section.autosaved) {
      // In an included file these lines are comments.
      if (isMain) mergeAutosaved(loading, file.path, section);
    } else if (section.type === 'include' && section.name !== '') {
      include(loading, file.path, section);
    } else {
      const merged = openSection(loading, file.path, section);
      for (const option of section.options) {
        merged.options.set(option.name, { path: file.path, option });
      }
    }
  }
  loading.open.delete(file.path);
}

function openSection(loading: Loading, path: string, section: ConfigSection): OpenSection {
  const key = sectionKey(section);
  let merged = loading.sections.get(key);
  if (!merged) {
    merged = { type: section.type, name: section.name, places: [], options: new Map() };
    loading.sections.set(key, merged);
  }
  if (!loading.placed.has(section)) {
    loading.placed.add(section);
    merged.places.push({ path, section });
  }
  return merged;
}

/** What SAVE_CONFIG stored counts only where the rest of the configuration is silent. */
function mergeAutosaved(loading: Loading, path: string, section: ConfigSection): void {
  const merged = openSection(loading, path, section);
  for (const option of section.options) {
    const written = merged.options.get(option.name);
    const isStored =
      written?.path === path &&
      merged.places.some(
        (place) => place.section.autosaved && place.section.options.includes(written.option),
      );
    if (!written || isStored) {
      merged.options.set(option.name, { path, option });
      continue;
    }
    const isIncluded = written.path !== path;
    const where = `line ${written.option.nameSpan.line + 1}${isIncluded ? ` of ${written.path}` : ''}`;
    loading.problems.push({
      path,
      problem: {
        ...option.nameSpan,
        rule: 'save-config-overridden',
        severity: 'warning',
        message: `The value that SAVE_CONFIG stored for "${option.name}" does not count, because ${where} sets it too; remove it there.`,
        ...(isIncluded
          ? {
              firmware: `SAVE_CONFIG section '${sectionKey(section)}' option '${option.name}' conflicts with included value`,
            }
          : {}),
      },
    });
  }
}

function include(loading: Loading, fromPath: string, section: ConfigSection): void {
  const report = (rule: string, message: string, firmware?: string) =>
    loading.problems.push({
      path: fromPath,
      problem: {
        ...section.nameSpan,
        rule,
        severity: 'error',
        message,
        ...(firmware ? { firmware } : {}),
      },
    });
  const pattern = section.name;
  const paths = [...loading.source.glob(pattern, fromPath)].sort();
  if (paths.length === 0 && !hasGlobMagic(pattern)) {
    report(
      'include-not-found',
      `The file ${pattern} does not exist; correct the name, which counts from the folder of this file, or remove the include.`,
      `Include file '${joinPath(fromPath, pattern)}' does not exist`,
    );
  }
  for (const path of paths) {
    if (loading.open.has(path)) {
      report(
        'include-recursive',
        `This include leads back to ${path}, which is being read already; remove one of the includes of the circle.`,
        `Recursive include of config file '${path}'`,
      );
      continue;
    }
    if (loading.includesLeft === 0) {
      report(
        'include-too-many',
        `More than ${MOST_INCLUDES} files are included one after the other, the rest is left out; look for files that include each other many times.`,
      );
      loading.includesLeft = -1;
    }
    if (loading.includesLeft < 0) return;
    loading.includesLeft--;
    const file = readFile(loading, path);
    if (file) mergeFile(loading, file);
    else {
      report(
        'file-not-readable',
        `The file ${path} cannot be read; check that it is a file, may be read and is UTF-8 text.`,
        `Unable to open config file ${path}`,
      );
    }
  }
}

/** Whether Klipper takes the words of an include for a pattern, which may well match nothing. */
export function hasGlobMagic(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

function joinPath(fromPath: string, relative: string): string {
  if (relative.startsWith('/')) return relative;
  return (
    fromPath.slice(0, Math.max(fromPath.lastIndexOf('/'), fromPath.lastIndexOf('\\')) + 1) +
    relative
  );
}
