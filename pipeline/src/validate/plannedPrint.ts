import type { Problem } from '#core/contract/problems';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { hotendTarget } from '#core/machine/state';
import { readMetadata } from '#core/print/metadata';
import { totalsOutline } from '#core/print/outlineReport';
import { machineStateBeforeLine } from '#core/print/stateReport';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';

/** What the G-code of a run says that its sensors and files can be held against. */
export interface PlannedPrint {
  /** Planned time of all of it, without homing and heating. */
  readonly seconds: number;
  readonly layerCount: number;
  readonly lineCount: number;
  /** Box round everything that is printed, mm; undefined where nothing is. */
  readonly bounds: { readonly min: readonly number[]; readonly max: readonly number[] } | undefined;
  /** °C in the middle of the print; undefined where the G-code does not set it (a macro may). */
  readonly hotendTargetC: number | undefined;
  readonly bedTargetC: number | undefined;
  readonly problems: readonly Problem[];
  /** The printer that it was read for, where one is known. */
  readonly profile: MachineProfile | undefined;
}

export function plannedPrint(gcode: Uint8Array, profile?: MachineProfile): PlannedPrint {
  const reading = checkedReading(textFromBytes(gcode), { flavor: 'auto', profile }).finish();
  const print = reading.print();
  const middle = print.layers[print.layers.length >> 1];
  const state = machineStateBeforeLine(reading, middle?.lastLine ?? print.endLine);
  return {
    seconds: (print.chunkTimes.at(-1) ?? 0) / 1e9,
    layerCount: print.layers.length,
    lineCount: print.lineCount,
    bounds: totalsOutline(print, undefined).bounds ?? undefined,
    hotendTargetC: hotendTarget(state) || undefined,
    bedTargetC: state.bedTarget > 0 ? state.bedTarget : undefined,
    problems: collectProblems(reading, readMetadata(reading)),
    profile,
  };
}
