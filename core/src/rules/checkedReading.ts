import type { Firmware } from '../commands/firmware.ts';
import type { GcodeText } from '../gcode/text.ts';
import { Reading } from '../print/reading.ts';
import { type ChunkFindings, ruleCompanion } from './check.ts';

/** How a file is to be read and checked. */
export interface CheckOptions {
  readonly flavor: Firmware | 'auto';
  /** Ids of rules that the person switched off. */
  readonly disabledRules?: readonly string[];
}

/** A reading with the rules as its companion: what the language server and `3dpai gcode check` hold. */
export function checkedReading(text: GcodeText, options: CheckOptions): Reading<ChunkFindings> {
  const disabled = new Set(options.disabledRules);
  const reading: Reading<ChunkFindings> = new Reading(
    text,
    { flavor: options.flavor },
    ruleCompanion(() => reading.firmware, disabled),
  );
  return reading;
}
