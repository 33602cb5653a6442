import { expect, test } from 'vitest';
import { locate, pieceAt, plannedPoint, samplePath } from '#core/run/plannedMotion';
import { plannedStops } from '#core/run/plannedStops';
import { CUBE, printed, printedModel } from '../../support/printedModels.ts';

const { toolpath } = printedModel({ ...CUBE, layers: 3 });

test('places change as fast as the velocity says', () => {
  const [here, before, behind] = [plannedPoint(), plannedPoint(), plannedPoint()];
  const step = 1e-5;
  let compared = 0;
  for (let seconds = 0.0123; seconds < toolpath.seconds; seconds += 0.0371) {
    locate(toolpath, seconds, here);
    locate(toolpath, seconds - step, before);
    locate(toolpath, seconds + step, behind);
    // A corner between the two is no place to compare.
    if (before.piece !== behind.piece) continue;
    compared++;
    expect((behind.x - before.x) / (2 * step)).toBeCloseTo(here.velocityX, 2);
    expect((behind.y - before.y) / (2 * step)).toBeCloseTo(here.velocityY, 2);
    expect((behind.z - before.z) / (2 * step)).toBeCloseTo(here.velocityZ, 2);
  }
  expect(compared).toBeGreaterThan(500);
});

test('each piece begins and ends where the toolpath says', () => {
  const point = plannedPoint();
  for (let piece = 0; piece < toolpath.count; piece++) {
    const start = toolpath.start[piece] ?? 0;
    const duration = toolpath.duration[piece] ?? 0;
    if (duration === 0) continue;
    locate(toolpath, start + 1e-9, point);
    expect(point.piece).toBe(piece);
    expect([point.x, point.y, point.z]).toEqual([
      expect.closeTo(toolpath.fromX[piece] ?? 0, 4),
      expect.closeTo(toolpath.fromY[piece] ?? 0, 4),
      expect.closeTo(toolpath.fromZ[piece] ?? 0, 4),
    ]);
    locate(toolpath, start + duration - 1e-9, point);
    expect([point.x, point.y, point.z]).toEqual([
      expect.closeTo(toolpath.toX[piece] ?? 0, 4),
      expect.closeTo(toolpath.toY[piece] ?? 0, 4),
      expect.closeTo(toolpath.toZ[piece] ?? 0, 4),
    ]);
  }
});

test('the sampled path is the path', () => {
  const path = samplePath(toolpath, 0.02);
  const point = plannedPoint();
  for (let i = 0; i < path.count; i += 17) {
    locate(toolpath, i * 0.02, point);
    expect([path.x[i], path.y[i], path.z[i]]).toEqual([point.x, point.y, point.z]);
  }
});

test('the head stands before the beginning and behind the end', () => {
  const point = plannedPoint();
  locate(toolpath, -1, point);
  expect(point).toMatchObject({ piece: -1, x: toolpath.fromX[0], velocityX: 0, filament: 0 });
  locate(toolpath, toolpath.seconds + 1, point);
  expect(point).toMatchObject({ x: 0, y: 200, velocityX: expect.closeTo(0, 9) });
  expect(pieceAt(toolpath, toolpath.seconds + 1)).toBe(toolpath.count - 1);
});

test('stops of one moment are one, with all their reasons', () => {
  const { toolpath: path } = printed(
    [
      'G28',
      'M190 S60',
      'M109 S200',
      'G1 X10 F600',
      'G1 X15',
      'M600',
      'G1 X20',
      'G4 P500',
      'G1 X30',
      '',
    ].join('\n'),
  );
  expect(plannedStops(path)).toEqual([
    { plannedSeconds: 0, beforePiece: 0, kinds: ['homing', 'heating', 'heating'] },
    { plannedSeconds: path.start[2], beforePiece: 2, kinds: ['pause'] },
  ]);
});
