import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { LimitChoice, PrinterAnswer, WhatIfParameters } from '#core/contract/server';
import type { TimeReport, WhatIfRow } from '#core/contract/time';
import { changedLimits, limitFault, limitNames, limitValue } from '#core/machine/changedLimits';
import { PRESETS } from '#core/machine/presets';
import type { MachineProfile } from '#core/machine/profile';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { profileName, timeReport } from '#core/print/timeReport';
import type { OpenDocument } from '../document.ts';
import { isSliceOver, pause, startSlice } from '../schedule.ts';

/** What may be changed in a what-if, with what it is on the printer now. */
export function limitChoices({ profile }: Pick<Reading<unknown>, 'profile'>): LimitChoice[] {
  return limitNames(profile).map((limit) => ({
    ...limit,
    value: limitValue(profile, limit.name) ?? null,
  }));
}

/** The printer that a file is timed and checked for. */
export function printerAnswer({ reading, choice }: OpenDocument): PrinterAnswer {
  const { profile, firmware } = reading;
  const chosen = choice.printer.profile;
  const isUsed = chosen === undefined || chosen.firmware === firmware;
  return {
    profile: profileName(profile),
    origin: originOf(profile),
    firmware,
    problem:
      choice.printer.problem ??
      (isUsed
        ? null
        : `The printer ${chosen.name} runs ${FIRMWARE_NAMES[chosen.firmware]}, but this file is read for ${FIRMWARE_NAMES[firmware]}, so ${FIRMWARE_NAMES[firmware]}’s default limits count; choose another printer or firmware.`),
  };
}

function originOf({ source }: MachineProfile): string | null {
  switch (source.kind) {
    case 'printer.cfg':
      return source.path;
    case 'preset':
      return source.address;
    case 'assumed':
      return null;
  }
}

/** The presets to choose from. */
export function presetList(): { id: string; name: string; firmware: string }[] {
  return PRESETS.map(({ id, name, firmware }) => ({
    id,
    name,
    firmware: FIRMWARE_NAMES[firmware],
  }));
}

/** More would keep somebody waiting for hours. */
const MOST_SETS = 100;

/**
 * What keeps a what-if from being planned, in one sentence; undefined where nothing does.
 */
export function whatIfFault(
  profile: MachineProfile,
  parameters: WhatIfParameters,
): string | undefined {
  const { sets, fileLimits } = parameters;
  if (fileLimits !== 'follow' && fileLimits !== 'ignore')
    return '"fileLimits" must be "follow" or "ignore".';
  if (!Array.isArray(sets) || sets.length > MOST_SETS)
    return `"sets" must be a list of at most ${MOST_SETS}.`;
  for (const set of sets) {
    if (typeof set !== 'object' || set === null) return '"sets" must hold limits by name.';
    for (const [name, value] of Object.entries(set)) {
      const fault = limitFault(profile, name, value);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** Plans files with other limits, one plan at a time, in slices. */
export interface WhatIfPlanner {
  /** One row for each set, in their order. Throws a ResponseError where it was cancelled or the document
   * changed meanwhile. */
  plan(
    document: OpenDocument,
    parameters: Pick<WhatIfParameters, 'sets' | 'fileLimits'>,
    token: CancellationToken,
  ): Promise<WhatIfRow[]>;
}

export function whatIfPlanner(): WhatIfPlanner {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async plan(document, { sets, fileLimits }, token) {
      const { reading } = document;
      const rows: WhatIfRow[] = [];
      for (const set of sets) {
        // Many at once would take turns, and none of them would be there soon.
        const report = last.then(() => planned(document, reading, set, fileLimits, token));
        last = report.catch(() => {});
        const { seconds, byRole, outsideLayersSeconds } = await report;
        rows.push({ set, seconds, byRole, outsideLayersSeconds });
      }
      return rows;
    },
  };
}

async function planned(
  document: OpenDocument,
  base: Reading<unknown>,
  set: Readonly<Record<string, number>>,
  fileLimits: WhatIfParameters['fileLimits'],
  token: CancellationToken,
): Promise<TimeReport> {
  const { text, firmware } = base;
  const isUnchanged = Object.keys(set).length === 0 && fileLimits === 'follow';
  const profile = changedLimits(base.profile, set);
  const reading = isUnchanged
    ? base
    : new Reading(text, { flavor: firmware, profile, fileLimits }, NO_COMPANION);
  for (;;) {
    await pause();
    if (token.isCancellationRequested)
      throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
    if (document.reading !== base || base.text !== text)
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed since.');
    if (reading.done) return timeReport(reading);
    const slice = startSlice();
    do reading.advance();
    while (!reading.done && !isSliceOver(slice));
  }
}
