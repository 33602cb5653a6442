import { once } from 'node:events';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import type { AnnotateAnswer, AnnotatedLine } from '#core/contract/cli';
import type { UnknownTime } from '#core/contract/time';
import { textOf } from '#core/gcode/line';
import { lineContentEnd } from '#core/gcode/text';
import { annotate, annotatedBytes, type ChunkEdits, statesTimes } from '#core/print/annotate';
import { mayInsertLines } from '#core/print/annotateInsert';
import { groupedBy } from '#core/print/groupedBy';
import type { Reading } from '#core/print/reading';
import { timeReport } from '#core/print/timeReport';
import { writeAtomically } from '../atomicFile.ts';
import { type Command, FLAVOR_OPTION, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION } from '../profile.ts';
import { progressFor } from '../progress.ts';
import { count, duration, plural } from '../quantities.ts';
import { fileOf, readGcode } from './readGcode.ts';

export const ANNOTATE_COMMAND: Command = {
  name: 'gcode annotate',
  operands: ['FILE'],
  summary: "Writes the planned times back into the file, in place of the slicer's.",
  details: [
    'Replaces the times that the file states, each in its own format: M73, the slicer\'s comments with the print time, Cura\'s TIME_ELAPSED and the like. Every other byte stays as it is. Without -o the file itself is replaced, in one step, so this can be set as a post-processing script of a slicer. FILE may be "-" for stdin, which goes to stdout.',
    'Homing, heating, probing and macros cannot be told from a file: they are listed and not in the times.',
  ],
  options: [
    {
      name: 'out',
      letter: 'o',
      value: 'OUT',
      help: 'write to this file ("-" for stdout) and leave FILE as it is',
    },
    PROFILE_OPTION,
    { name: 'add', help: 'put in M73 lines and the total time where the file has none' },
    { name: 'dry-run', help: 'show what would change and write nothing' },
    JSON_OPTION,
    FLAVOR_OPTION,
  ],
  examples: [
    'gcode annotate cube.gcode --profile printer.cfg',
    'gcode annotate cube.gcode --profile printer.cfg -o timed.gcode',
    'gcode annotate cube.gcode --add --dry-run',
  ],
  run,
};

/** How many lines were changed and put in so far. */
interface Tally {
  changedLines: number;
  insertedLines: number;
}

async function run(given: Given): Promise<ExitCode> {
  const out = given.value('out') ?? fileOf(given);
  const dryRun = given.has('dry-run');
  const toStdout = out === '-' && !dryRun;
  if (toStdout && given.has('json'))
    throw new Failure('--json and the G-code cannot both go to stdout; name a file with -o.');
  const reading = await readGcode(given);
  const inserts = given.has('add');
  if (inserts && !mayInsertLines(reading.text))
    throw new Failure(
      `${fileOf(given)} numbers its lines (N1, N2 …), so none can be put in; leave out --add.`,
    );
  const tally: Tally = { changedLines: 0, insertedLines: 0 };
  const changes = tallied(annotate(reading, inserts), tally);
  if (dryRun) await readThrough(changes);
  else if (toStdout) await writeBytes(annotatedBytes(reading, changes));
  else await replaceFile(given, reading, changes, out);

  const { seconds, profile, unknown } = timeReport(reading);
  const answer: AnnotateAnswer = {
    file: fileOf(given),
    profile,
    seconds,
    ...tally,
    unknown,
    ...(dryRun ? { changes: linesOf(reading, annotate(reading, inserts)) } : {}),
  };
  if (given.has('json')) await writeOut(jsonPieces(answer));
  else if (toStdout) process.stderr.write([...summary(answer, reading, given)].join(''));
  else await writeOut(summary(answer, reading, given));
  return EXIT.fine;
}

/** A file that has the right times already is not touched. */
async function replaceFile(
  given: Given,
  reading: Reading<null>,
  changes: Generator<ChunkEdits>,
  out: string,
): Promise<void> {
  const first = changes.next();
  if (first.done && out === fileOf(given)) return;
  const progress = progressFor(given, out);
  const all = first.done ? changes : startingWith(first.value, changes);
  try {
    await writeAtomically(
      out,
      reported(annotatedBytes(reading, all), (bytes) =>
        progress.report('writing', bytes / reading.text.byteCount),
      ),
    );
  } finally {
    progress.end();
  }
}

function* startingWith<Item>(first: Item, rest: Iterable<Item>): Generator<Item> {
  yield first;
  yield* rest;
}

function* reported(
  pieces: Iterable<Uint8Array>,
  report: (bytes: number) => void,
): Generator<Uint8Array> {
  let bytes = 0;
  for (const piece of pieces) {
    yield piece;
    bytes += piece.length;
    report(bytes);
  }
}

function* tallied(changes: Iterable<ChunkEdits>, tally: Tally): Generator<ChunkEdits> {
  for (const change of changes) {
    const inserted = change.edits.filter((edit) => edit.inserts).length;
    const lines = new Set(change.edits.map((edit) => (edit.inserts ? -1 : edit.line)));
    tally.insertedLines += inserted;
    tally.changedLines += lines.size - (inserted > 0 ? 1 : 0);
    yield change;
  }
}

/** With a pause for Ctrl-C between two chunks. */
async function readThrough(changes: Iterable<ChunkEdits>): Promise<void> {
  for (const _change of changes) await setImmediate();
}

async function writeBytes(pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}

/** The lines that change, one at a time. */
function* linesOf(
  { text }: Reading<null>,
  changes: Iterable<ChunkEdits>,
): Generator<AnnotatedLine> {
  for (const { index, edits } of changes) {
    const chunk = text.chunks[index];
    const base = text.chunkLine[index] ?? 0;
    if (!chunk) continue;
    for (const [key, ofLine] of groupedBy(edits, (edit) => (edit.inserts ? edit : edit.line))) {
      if (typeof key !== 'number') {
        yield { line: key.line + 1, before: null, after: key.text.trim() };
        continue;
      }
      const start = chunk.lineStarts[key - base] ?? 0;
      const end = lineContentEnd(chunk, key - base);
      let after = '';
      let from = start;
      for (const edit of ofLine) {
        after += textOf(chunk.bytes, from, edit.start) + edit.text;
        from = edit.end;
      }
      after += textOf(chunk.bytes, from, end);
      yield { line: key + 1, before: textOf(chunk.bytes, start, end), after };
    }
  }
}

function* summary(answer: AnnotateAnswer, reading: Reading<null>, given: Given): Generator<string> {
  const { file, seconds, profile, changedLines, insertedLines, unknown, changes } = answer;
  const name = printable(file);
  for (const { line, before, after } of changes ?? [])
    yield before === null
      ? `${name}:${line}: + ${printable(after)}\n`
      : `${name}:${line}: ${printable(before)} → ${printable(after)}\n`;
  if (seconds === 0) {
    yield `${name} has no move that takes time, so there is nothing to write.\n`;
    return;
  }
  const printer =
    profile.source === 'assumed' ? `${profile.name} with default limits` : profile.name;
  // Cut off, as in the file.
  const shown = seconds < 60 ? seconds : Math.floor(seconds);
  const did = given.has('dry-run') ? 'would be changed' : 'changed';
  const parts = [
    `${plural(changedLines, 'line')} ${did}`,
    ...(insertedLines > 0 ? [`${count(insertedLines)} put in`] : []),
  ];
  yield `${name}: ${parts.join(', ')}; ${duration(shown)} on ${printable(printer)}.\n`;
  if (changedLines + insertedLines === 0)
    yield statesTimes(reading)
      ? 'The times it states are those already.\n'
      : 'It states no times; --add puts them in.\n';
  if (unknown.length > 0)
    yield `Not in the times, because a file does not tell them: ${unknownText(unknown)}.\n`;
  if (profile.source === 'assumed')
    yield 'Name your printer with --profile, so that its limits count.\n';
}

/** `heating (M109, M190), homing (G28)`. */
function unknownText(unknown: readonly UnknownTime[]): string {
  return [...groupedBy(unknown, ({ kind }) => kind)]
    .map(([kind, each]) => `${kind} (${each.map(({ name }) => printable(name)).join(', ')})`)
    .join(', ');
}
