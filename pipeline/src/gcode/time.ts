import type { TimeAnswer } from '#core/contract/cli';
import type { RoleTime, TimeReport, WhatIfRow } from '#core/contract/time';
import { changedLimits, limitFault } from '#core/machine/changedLimits';
import type { MachineProfile } from '#core/machine/profile';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { timeReport } from '#core/print/timeReport';
import { type Command, FLAVOR_OPTION, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION } from '../profile.ts';
import { count, decimal, duration, plural } from '../quantities.ts';
import { textTable } from '../textTable.ts';
import { fileOf, flavorAnswer, readGcode } from './readGcode.ts';

export const TIME_COMMAND: Command = {
  name: 'gcode time',
  operands: ['FILE'],
  summary: 'Plans every move as the firmware does and tells how long the print takes.',
  details: [
    'Times are those of the motion and of pauses: Klipper\'s look-ahead with the limits of --profile. Homing, heating, probing and macros cannot be told from a file; they are listed and not guessed. FILE may be "-" for stdin.',
    "With --set the file is planned again with other limits. Several values, parted by commas, make a table; several --set make all combinations. Limits that the file sets itself (M204, SET_VELOCITY_LIMIT) count instead of the printer's unless --ignore-file-limits is given.",
  ],
  options: [
    PROFILE_OPTION,
    {
      name: 'set',
      value: 'LIMIT=VALUE,...',
      help: 'plan with another limit, such as max_accel=8000; may be given again',
    },
    { name: 'ignore-file-limits', help: 'pass over M204, SET_VELOCITY_LIMIT and the like' },
    JSON_OPTION,
    FLAVOR_OPTION,
  ],
  examples: [
    'gcode time cube.gcode --profile printer.cfg',
    'gcode time cube.gcode --profile voron-2.4-350 --json',
    'gcode time cube.gcode --profile printer.cfg --set max_accel=2000,4000,8000',
  ],
  run,
};

/** More would keep somebody waiting for hours. */
const MOST_ROWS = 1_000;

async function run(given: Given): Promise<ExitCode> {
  const fileLimits = given.has('ignore-file-limits') ? 'ignore' : 'follow';
  const reading = await readGcode(given, fileLimits);
  const changes = combinations(given, reading.profile);
  const single = changes.length === 1 ? changes[0] : undefined;
  // One change is answered in full, more of them as a table beside the unchanged printer.
  const base = timeReport(reading);
  const planned = (set: Readonly<Record<string, number>>): TimeReport => {
    const profile = changedLimits(reading.profile, set);
    const options = { ...reading.options, profile, flavor: reading.firmware, fileLimits } as const;
    return timeReport(new Reading(reading.text, options, NO_COMPANION).finish());
  };
  const answer: TimeAnswer = {
    file: fileOf(given),
    ...flavorAnswer(reading),
    ...(single === undefined ? base : { ...planned(single), set: single }),
    ...(single === undefined ? {} : { unchanged: rowOf({}, base) }),
    ...(changes.length > 1 ? { table: changes.map((set) => rowOf(set, planned(set))) } : {}),
  };
  await writeOut(
    given.has('json') ? jsonPieces(answer) : timeText(answer, fileLimits === 'ignore'),
  );
  return EXIT.fine;
}

function rowOf(set: Readonly<Record<string, number>>, report: TimeReport): WhatIfRow {
  const { seconds, byRole, outsideLayersSeconds } = report;
  return { set, seconds, byRole, outsideLayersSeconds };
}

/** What `--set` asks for: every combination of the values given. */
function combinations(given: Given, profile: MachineProfile): Readonly<Record<string, number>>[] {
  let rows: Record<string, number>[] = [];
  for (const text of given.values('set')) {
    const [name = '', values = ''] = text.split('=').map((part) => part.trim());
    const numbers = values.split(',').map((value) => limitNumber(profile, name, value));
    rows = (rows.length === 0 ? [{}] : rows).flatMap((row) =>
      numbers.map((number) => ({ ...row, [name]: number })),
    );
    if (rows.length > MOST_ROWS)
      throw new Failure(
        `--set makes ${count(rows.length)} combinations; ${MOST_ROWS} is the most.`,
      );
  }
  return rows;
}

function limitNumber(profile: MachineProfile, name: string, text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const fault = limitFault(profile, name, Number.isNaN(number) ? `"${text}"` : number);
  if (fault !== undefined) throw new Failure(`--set: ${fault}`);
  return number;
}

function* timeText(answer: TimeAnswer, passesOver: boolean): Generator<string> {
  const { seconds, profile, slicerSeconds, unknown } = answer;
  const printer =
    profile.source === 'assumed' ? `${profile.name} with default limits` : profile.name;
  yield `${printable(answer.file)}: ${duration(seconds)} on ${printable(printer)}\n`;
  if (answer.set !== undefined && answer.unchanged !== undefined)
    yield `${setText(answer.set)} instead of ${duration(answer.unchanged.seconds)}: ${difference(seconds - answer.unchanged.seconds)}\n`;
  if (slicerSeconds !== null)
    yield `the slicer says ${duration(slicerSeconds)}: ${difference(seconds - slicerSeconds)} in the plan\n`;
  if (answer.fileSetsLimits)
    yield `the file sets limits of its own, which ${passesOver ? 'are passed over' : 'count'} here\n`;
  yield '\n';
  if (answer.table !== undefined) yield* tableText(answer.table, seconds);
  else yield* roleText(answer);
  if (unknown.length > 0) {
    yield '\nnot in these times, because a file does not tell them:\n';
    yield* lines(
      ['<', '<', '>', '<'],
      unknown.map(({ kind, name, count: times, line }) => [
        `  ${kind}`,
        printable(name),
        `${count(times)} ×`,
        `${times === 1 ? '' : 'first '}at line ${count(line)}`,
      ]),
    );
  }
}

function* roleText({
  byRole,
  byLayer,
  outsideLayersSeconds,
  seconds,
}: TimeAnswer): Generator<string> {
  const rows = byRole.map((role): [string, RoleTime | undefined, number] => [
    role.role,
    role,
    role.seconds,
  ]);
  rows.push(['outside the layers', undefined, outsideLayersSeconds]);
  yield* lines(
    ['<', '>', '>', '>'],
    rows.map(([name, role, time]) => [
      name,
      duration(time),
      seconds > 0 ? `${((time / seconds) * 100).toFixed(1)} %` : '',
      role === undefined ? '' : plural(role.count, 'feature'),
    ]),
  );
  const slowest = byLayer.reduce((most, layer) => (layer.seconds > most.seconds ? layer : most), {
    number: 0,
    seconds: 0,
  });
  const fastest = byLayer.reduce(
    (least, layer) => (layer.seconds < least.seconds ? layer : least),
    {
      number: 0,
      seconds: Number.POSITIVE_INFINITY,
    },
  );
  if (byLayer.length > 0)
    yield `\n${plural(byLayer.length, 'layer')}: the longest is ${slowest.number} with ${duration(slowest.seconds)}, the shortest ${fastest.number} with ${duration(fastest.seconds)}\n`;
}

function* tableText(table: readonly WhatIfRow[], unchanged: number): Generator<string> {
  const roles = [...new Set(table.flatMap(({ byRole }) => byRole.map(({ role }) => role)))].slice(
    0,
    6,
  );
  yield* lines(
    ['<', '>', '>', ...roles.map(() => '>' as const)],
    [
      ['', 'time', 'change', ...roles],
      ...table.map((row) => [
        setText(row.set),
        duration(row.seconds),
        difference(row.seconds - unchanged),
        ...roles.map((role) =>
          duration(row.byRole.find((each) => each.role === role)?.seconds ?? 0),
        ),
      ]),
    ],
  );
}

function setText(set: Readonly<Record<string, number>>): string {
  return Object.entries(set)
    .map(([name, value]) => `${name} ${decimal(value)}`)
    .join(', ');
}

function difference(seconds: number): string {
  if (Math.abs(seconds) < 0.05) return 'the same';
  return `${seconds < 0 ? '−' : '+'}${duration(Math.abs(seconds))}`;
}

function* lines(...table: Parameters<typeof textTable>): Generator<string> {
  for (const line of textTable(...table)) yield `${line}\n`;
}
