import { expect, test } from 'vitest';
import { alignmentReport } from '#core/run/alignmentReport';
import { alignRun } from '#core/run/runAlignment';
import { alignedTimeline } from '#core/run/timeline';
import {
  drawnModel,
  drawnRecorder,
  draws,
  generatedCase,
  recordingOf,
  type Source,
  simulatedCase,
} from '../../support/alignmentCases.ts';
import { alignmentError } from '../../support/alignmentError.ts';
import { MISHAPS, rightPair, WRONG_PAIRS, wrongPair } from '../../support/alignmentPairs.ts';
import { CUBE, printed, printedModel } from '../../support/printedModels.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { RECORDER, recordMotion } from '../../support/recordedMotion.ts';

const RUNS = propertyRuns(6);
/** What aligning has to reach: seconds below which 95 % of the rows of a run lie. */
const MOST_ERROR_S = 0.02;
const LEAST_COVERAGE = 0.99;

function expectAligned(truth: ReturnType<typeof generatedCase>): void {
  const { clock, pair } = alignRun(truth.recording);
  expect(pair).toEqual({ kind: 'right' });
  const map = clock?.map ?? { scale: 1, stretches: [] };
  const error = alignmentError(map, truth);
  expect(error.p95).toBeLessThan(MOST_ERROR_S);
  const { toolpath, table } = truth.recording;
  const { coverage } = alignedTimeline(toolpath, [], table, map);
  if (truth.name === '' || truth.name === 'healthy')
    expect(coverage).toBeGreaterThan(LEAST_COVERAGE);
}

test.each<Source>(['sim-v1', 'seed-v1', 'klipper', 'file position'])(
  'a clock that is off by seconds and drifts is found: %s',
  (source) => {
    for (let seed = 0; seed < RUNS; seed++) {
      const draw = draws(seed);
      const model = printedModel(drawnModel(draw));
      const recorder = drawnRecorder(source, model.toolpath.seconds, draw);
      expectAligned(generatedCase('', model, source, recorder));
    }
  },
);

test('vibration alone is enough where layers do not look alike', () => {
  const model = printedModel({ ...CUBE, layers: 5 });
  const recorder = drawnRecorder('vibration', model.toolpath.seconds, draws(4));
  expectAligned(generatedCase('', model, 'vibration', { ...recorder, waits: [] }));
});

test('vibration of another part is not taken for that of this one', () => {
  for (let seed = 0; seed < 3; seed++)
    expect(alignRun(wrongPair('another model', 'vibration', seed)).pair.kind).not.toBe('right');
});

test.each<Source>(['sim-v1', 'seed-v1', 'klipper'])(
  'runs of the simulator, whatever fails in them: %s',
  (source) => {
    for (let index = 0; index < 2 * RUNS; index++) expectAligned(simulatedCase(index, source, 11));
  },
);

test('file positions of a firmware that reads ahead are not believed', () => {
  const model = printedModel({ ...CUBE, layers: 4 });
  const recorder = drawnRecorder('klipper', model.toolpath.seconds, draws(1));
  const { clock } = alignRun(generatedCase('', model, 'klipper', recorder).recording);
  const kinds = Object.fromEntries((clock?.anchors ?? []).map((each) => [each.kind, each]));
  expect(kinds.position?.used).toBeGreaterThan(100);
  expect(kinds['file position']?.used).toBe(0);
  expect(kinds['file position']?.bias).toBeGreaterThan(0.4);
});

test('every stop is found: heating, a pause that the file has, and one that a person makes', () => {
  const model = printedModel({ ...CUBE, layers: 6, before: { 3: ['PAUSE'] } });
  const planned = model.toolpath.events.find(({ kind }) => kind === 'pause');
  const pauseAt = model.toolpath.start[planned?.beforePiece ?? 0] ?? 0;
  const { table } = recordMotion(model, {
    ...RECORDER,
    driftPpm: 80,
    offsetS: -3,
    waits: [
      { plannedSeconds: 0, seconds: 100 },
      { plannedSeconds: 20.5, seconds: 12 },
      { plannedSeconds: pauseAt, seconds: 30 },
    ],
  });
  const { stretches } = alignRun(recordingOf(model, table)).clock?.map ?? { stretches: [] };
  expect(stretches.map(({ plannedStart }) => plannedStart)).toEqual([
    0,
    expect.closeTo(20.5, 1),
    expect.closeTo(pauseAt, 6),
  ]);
  const offset = 3 * (1 + 80e-6);
  expect(stretches.map((each) => each.offset)).toEqual([
    expect.closeTo(offset - 100, 2),
    expect.closeTo(offset - 112, 2),
    expect.closeTo(offset - 142, 2),
  ]);
});

test.each(Object.keys(MISHAPS))('a right pair is taken, whatever happened: %s', (mishap) => {
  for (const source of ['seed-v1', 'klipper'] as const)
    for (let seed = 0; seed < 2; seed++)
      expect(alignRun(rightPair(mishap, source, 500 + seed)).pair).toEqual({ kind: 'right' });
});

test.each(Object.keys(WRONG_PAIRS))('a wrong pair is refused: %s', (kind) => {
  for (const source of ['seed-v1', 'klipper'] as const)
    expect(alignRun(wrongPair(kind, source, 500)).pair).toMatchObject({ kind: 'wrong' });
});

test('a file of other lines is refused by its lines alone', () => {
  const made = printedModel({ ...CUBE, layers: 4 });
  const { table } = recordMotion(made, { ...RECORDER, filePosition: 'executed' });
  const other = printed(`; one more comment\n${made.gcode}`);
  expect(alignRun(recordingOf(other, table, 'executed')).pair).toMatchObject({
    kind: 'wrong',
    because: expect.stringContaining('beginning of a line'),
  });
  const shorter = printedModel({ ...CUBE, layers: 3 });
  expect(alignRun(recordingOf(shorter, table, 'executed')).pair).toMatchObject({
    kind: 'wrong',
    because: expect.stringContaining('goes beyond the'),
  });
});

test('other limits of the printer are no other file', () => {
  const made = printedModel({ ...CUBE, layers: 5 });
  const slow = printed(`SET_VELOCITY_LIMIT ACCEL=400\n${made.gcode}`);
  const { table } = recordMotion(slow, RECORDER);
  const aligned = alignRun(recordingOf(made, table));
  const report = alignmentReport(aligned, 1);
  expect(report.verdict).toBe('quarantine');
  expect(report.findings.map(({ code, message }) => [code, message])).toMatchInlineSnapshot(`
    [
      [
        "duration-mismatch",
        "Plan and recording have different times: the head goes where the plan has it, but only 0 % of the motion is at the planned time; name the printer with --profile, or put the printed file here.",
      ],
    ]
  `);
});

const model = printedModel({ ...CUBE, layers: 2 });

function reported(table: Parameters<typeof recordingOf>[1]) {
  const { verdict, findings, confidence } = alignmentReport(alignRun(recordingOf(model, table)), 0);
  return {
    verdict,
    confidence,
    findings: findings.map(({ file, message }) => `${file}: ${message}`),
  };
}

const rows = (columns: Readonly<Record<string, number>>, count = 50) => ({
  rowCount: count,
  columns: new Map([
    ['timestamp', Float64Array.from({ length: count }, (_, i) => i / 20)],
    ...Object.entries(columns).map(
      ([name, value]) => [name, new Float64Array(count).fill(value)] as const,
    ),
  ]),
});

test('what cannot be aligned is told in a sentence', () => {
  expect([
    reported(rows({ temperature: 20 })),
    reported(rows({ position_x: 5, position_y: 5, position_z: 5 })),
    reported(rows({ position_x: Number.NaN, position_y: 5, position_z: 5 })),
    reported({ rowCount: 0, columns: new Map([['timestamp', new Float64Array(0)]]) }),
    reported({ rowCount: 0, columns: new Map() }),
  ]).toMatchInlineSnapshot(`
    [
      {
        "confidence": "none",
        "findings": [
          "sensors.csv: The run cannot be laid on planned time: the recording has no place, speed, vibration or file position of the head; record one of them.",
        ],
        "verdict": "quarantine",
      },
      {
        "confidence": "none",
        "findings": [
          "sensors.csv: The run cannot be laid on planned time: the head never moves; leave the run out, or record a print.",
        ],
        "verdict": "quarantine",
      },
      {
        "confidence": "none",
        "findings": [
          "sensors.csv: The run cannot be laid on planned time: the head never moves; leave the run out, or record a print.",
        ],
        "verdict": "quarantine",
      },
      {
        "confidence": "none",
        "findings": [
          "sensors.csv: The run cannot be laid on planned time: the recording has no place, speed, vibration or file position of the head; record one of them.",
        ],
        "verdict": "quarantine",
      },
      {
        "confidence": "none",
        "findings": [
          "sensors.csv: The run cannot be laid on planned time: the recording has no place, speed, vibration or file position of the head; record one of them.",
        ],
        "verdict": "quarantine",
      },
    ]
  `);
});
