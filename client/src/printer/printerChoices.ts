import { posix } from 'node:path';

/** A value of the setting `3dpai.printerProfile`, as it is offered. */
export interface PrinterChoice {
  readonly kind: 'file' | 'browse' | 'none' | 'preset';
  readonly label: string;
  readonly description: string;
  /** The value to write; undefined where it is still to be asked for. */
  readonly value: string | undefined;
  readonly isChosen: boolean;
}

export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly firmware: string;
}

/** The value that stands for no printer, even where the folder has a printer.cfg. */
export const NO_PRINTER = 'none';

/** Where a folder's printer.cfg counts without anyone saying so. */
const USUAL_PLACES = ['printer.cfg', 'config/printer.cfg'];

/**
 * What there is to choose from, in the order in which it is shown.
 *
 * @param files paths of configurations below the workspace folder, seen from it
 * @param now the setting as it is
 */
export function printerChoices(
  files: readonly string[],
  presets: readonly Preset[],
  now: string,
): PrinterChoice[] {
  const usual = files.filter((file) => USUAL_PLACES.includes(file));
  const chosen = now === '' && usual.length === 1 ? usual[0] : now;
  const choice = (kind: PrinterChoice['kind'], label: string, about: string, value: string) => {
    const isChosen = value === chosen;
    const description = [about, isChosen ? 'now' : ''].filter(Boolean).join(' · ');
    return { kind, label, description, value, isChosen };
  };
  return [
    ...byDepth(files).map((file) => choice('file', file, '', file)),
    {
      kind: 'browse',
      label: 'Browse…',
      description: 'a printer.cfg elsewhere',
      value: undefined,
      isChosen: false,
    },
    choice('none', 'No printer', 'the firmware’s default limits', NO_PRINTER),
    ...presets.map(({ id, name, firmware }) => choice('preset', name, firmware, id)),
  ];
}

/**
 * A file as the setting has it: seen from the workspace folder where it lies below it, else its
 * whole path.
 */
export function settingOfFile(file: string, folder: string | undefined): string {
  if (folder === undefined) return file;
  const seen = posix.relative(folder, file);
  return seen === '' || seen.startsWith('../') || posix.isAbsolute(seen) ? file : seen;
}

/** Those near the top first. */
function byDepth(files: readonly string[]): string[] {
  const depth = (file: string) => file.split('/').length;
  return files.toSorted(
    (one, other) => depth(one) - depth(other) || one.localeCompare(other, 'en', { numeric: true }),
  );
}
