import type { StateOfFileAnswer } from '#core/contract/cli';
import { printerWords } from '#core/contract/time';
import { stateBeforeLine } from '#core/print/stateReport';
import { profileName } from '#core/print/timeReport';
import { type Command, FLAVOR_OPTION, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION } from '../profile.ts';
import { count, decimal, duration, length } from '../quantities.ts';
import { textTable } from '../textTable.ts';
import { fileOf, readGcode } from './readGcode.ts';

export const STATE_COMMAND: Command = {
  name: 'gcode state',
  operands: ['FILE'],
  summary: 'Shows the state of the machine just before a line is executed.',
  details: [
    'A value the file has not set yet is null, or ? in the text. The line behind the last one shows the state at the end. FILE may be "-" for stdin.',
  ],
  options: [
    { name: 'line', value: 'N', help: 'the line, counted from 1' },
    JSON_OPTION,
    FLAVOR_OPTION,
    PROFILE_OPTION,
  ],
  examples: ['gcode state cube.gcode --line 120', 'gcode state cube.gcode --line 120 --json'],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  const line = lineOf(given);
  const reading = await readGcode(given);
  const { lineCount } = reading.text;
  if (line > lineCount + 1)
    throw new Failure(
      `${fileOf(given)} ends with line ${count(lineCount)}; --line takes 1 to ${count(lineCount + 1)}.`,
    );
  const answer: StateOfFileAnswer = {
    file: fileOf(given),
    profile: profileName(reading.profile),
    ...stateBeforeLine(reading, line - 1),
  };
  await writeOut(given.has('json') ? jsonPieces(answer) : stateText(answer));
  return EXIT.fine;
}

function lineOf(given: Given): number {
  const text = given.value('line');
  if (text === undefined)
    throw new Failure(`gcode state needs --line N, as in: 3dpai ${STATE_COMMAND.examples[0]}`);
  const line = Number(text);
  if (!/^\d+$/.test(text) || line < 1 || !Number.isSafeInteger(line))
    throw new Failure(`--line cannot be "${text}"; it takes a line number from 1 on.`);
  return line;
}

function* stateText(state: StateOfFileAnswer): Generator<string> {
  const { position, extruder, temperatures, modes, layer } = state;
  const { target } = temperatures;
  const hotends = target.hotend.flatMap((celsius, tool) =>
    celsius === null ? [] : [`T${tool} ${decimal(celsius)} °C`],
  );
  const rows: string[][] = [
    ['layer', layer === null ? 'outside the layers' : `${layer.number} at ${mm(layer.z)}`],
    ['feature', state.role === null ? '?' : featureName(state.role, state.rawName)],
    ['object', state.object === null ? 'none' : printable(state.object)],
    ['position', `X ${mm(position.x)}, Y ${mm(position.y)}, Z ${mm(position.z)}`],
    ['homed', modes.homed.length === 0 ? 'no axis' : modes.homed.join(', ').toUpperCase()],
    [
      'extruder',
      `T${extruder.tool}, E ${mm(extruder.e)}, ${length(extruder.filamentUsedMm)} used, ${decimal(extruder.retractedMm)} mm retracted`,
    ],
    ['feedrate', state.feedrate === null ? '?' : `${decimal(state.feedrate)} mm/min`],
    ['hotend', hotends.length === 0 ? '?' : hotends.join(', ')],
    ['bed', celsiusText(target.bed)],
    ['chamber', celsiusText(target.chamber)],
    ['fan', `${decimal(state.fan * 100, 0)} %`],
    ['positions', `${modes.positioning}, in ${modes.units}`],
    ['extrusion', modes.extrusion],
    ['speed factor', `${decimal(modes.speedFactor * 100, 1)} %`],
    ['flow factor', `${decimal(modes.flowFactor * 100, 1)} %`],
    [
      'acceleration',
      modes.accelerationMmPerS2 === null ? '?' : `${decimal(modes.accelerationMmPerS2)} mm/s²`,
    ],
    ['pressure advance', modes.pressureAdvance === null ? '?' : decimal(modes.pressureAdvance, 5)],
    ['printer', printable(printerWords(state.profile))],
    [
      'time',
      `${duration(state.seconds)}, ${duration(state.remainingSeconds)} left behind the line`,
    ],
    ['this line', `${decimal(state.lineSeconds)} s`],
    ['path', length(state.distanceMm)],
  ];
  yield `${printable(state.file)} before line ${count(state.line)}\n\n`;
  for (const line of textTable(['<', '<'], rows)) yield `${line}\n`;
}

function featureName(role: string, rawName: string | null): string {
  return rawName === null || rawName === '' || rawName.toLowerCase() === role
    ? role
    : `${printable(rawName)} (${role})`;
}

function mm(value: number | null): string {
  return value === null ? '?' : `${decimal(value)} mm`;
}

function celsiusText(celsius: number | null): string {
  return celsius === null ? '?' : `${decimal(celsius)} °C`;
}
