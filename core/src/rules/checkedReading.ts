import type { Firmware } from '../commands/firmware.ts';
import type { GcodeText } from '../gcode/text.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { Reading } from '../print/reading.ts';
import { type ChunkFindings, ruleCompanion } from './check.ts';
import { type RuleChoice, rulesSwitchedOff } from './ruleChoice.ts';

/** How a file is to be read and checked. */
export interface CheckOptions extends RuleChoice {
  readonly flavor: Firmware | 'auto';
  /** The printer that the file is for, where the person chose one. */
  readonly profile?: MachineProfile | undefined;
}

/** A reading with the rules as its companion: what the language server and `3dpai gcode check` hold. */
export function checkedReading(text: GcodeText, options: CheckOptions): Reading<ChunkFindings> {
  const disabled = rulesSwitchedOff(options);
  const reading: Reading<ChunkFindings> = new Reading(
    text,
    { flavor: options.flavor, profile: options.profile },
    ruleCompanion(() => reading, disabled),
  );
  return reading;
}
