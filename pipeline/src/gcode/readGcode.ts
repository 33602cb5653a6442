import { setImmediate } from 'node:timers/promises';
import type { Firmware } from '#core/commands/firmware';
import type { FlavorAnswer } from '#core/contract/cli';
import type { GcodeText } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import type { RuleChoice } from '#core/rules/ruleChoice';
import type { Given } from '../command.ts';
import { profileOf } from '../profile.ts';
import { progressFor } from '../progress.ts';
import { readGcodeFile } from './readFile.ts';

/** How long it may take until Ctrl-C is heard. */
const BREATH_MS = 50;

/** Reads the file that the command line names, with progress on stderr. */
export async function readGcode(
  given: Given,
  fileLimits: 'follow' | 'ignore' = 'follow',
): Promise<Reading<null>> {
  const options = { flavor: flavorOf(given), profile: profileOf(given), fileLimits };
  return readAs(given, (text) => new Reading(text, options, NO_COMPANION));
}

/** The same with the rules going along. */
export async function readCheckedGcode(
  given: Given,
  choice: RuleChoice,
): Promise<Reading<ChunkFindings>> {
  const options = { flavor: flavorOf(given), profile: profileOf(given), ...choice };
  return readAs(given, (text) => checkedReading(text, options));
}

async function readAs<Result>(
  given: Given,
  begin: (text: GcodeText) => Reading<Result>,
): Promise<Reading<Result>> {
  const file = fileOf(given);
  const progress = progressFor(given, file);
  try {
    const reading = begin(await readGcodeFile(file, progress));
    await readToEnd(reading, (fraction) => progress.report('analyzing', fraction));
    return reading;
  } finally {
    progress.end();
  }
}

/** The file as the command line names it. */
export function fileOf(given: Given): string {
  return given.operands[0] ?? '';
}

/** Firmwares as people write them. */
export function flavorAnswer<Result>(reading: Reading<Result>): FlavorAnswer {
  return { flavor: reading.firmware, flavorSource: reading.firmwareSource };
}

function flavorOf(given: Given): Firmware | 'auto' {
  const flavor = given.value('flavor');
  return flavor === 'klipper' || flavor === 'marlin' || flavor === 'reprap' ? flavor : 'auto';
}

async function readToEnd<Result>(
  reading: Reading<Result>,
  report: (fraction: number) => void,
): Promise<void> {
  let breath = performance.now();
  while (!reading.done) {
    reading.advance();
    if (reading.done || performance.now() - breath < BREATH_MS) continue;
    report(reading.progress);
    await setImmediate();
    breath = performance.now();
  }
  report(1);
}
