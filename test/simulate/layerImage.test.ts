import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { layerImages } from '../../pipeline/src/simulate/layerImage.ts';
import type { Deposition } from '../../pipeline/src/simulate/simulatedRun.ts';
import {
  type SimulationInput,
  simulationInput,
} from '../../pipeline/src/simulate/simulationInput.ts';

/** Filament a mm of a bead 0.45 mm wide and 0.2 mm high. */
const BEAD_PER_MM = (0.25 * 0.2 + (Math.PI / 4) * 0.04) / ((Math.PI / 4) * 1.75 ** 2);

/** Two solid layers of a 20 mm square, drawn with lines along X, 0.45 mm apart; then a travel across. */
const SQUARE = gcode(2, 20);

/** One bead, 40 mm long. */
const LINE =
  'M83\nG28\n;LAYER_CHANGE\n;Z:0.2\n;HEIGHT:0.2\nG1 Z0.2 F600\nG1 X0 Y0 F6000\nG1 X40 E1.5 F900\n';

function gcode(layers: number, side: number): string {
  const lines = ['M83', 'G90', 'G28', 'G92 E0'];
  for (let layer = 1; layer <= layers; layer++) {
    lines.push(';LAYER_CHANGE', `;Z:${layer * 0.2}`, ';HEIGHT:0.2', `G1 Z${layer * 0.2} F600`);
    for (let y = 0, i = 0; y <= side; y += 0.45, i++) {
      const [from, to] = i % 2 === 0 ? [0, side] : [side, 0];
      lines.push(`G1 X${from} Y${y.toFixed(3)} F6000`);
      lines.push(`G1 X${to} Y${y.toFixed(3)} E${(side * BEAD_PER_MM).toFixed(5)} F3000`);
    }
    lines.push(`G1 X0 Y0 F6000`);
  }
  return `${lines.join('\n')}\n`;
}

function inputOf(text: string): SimulationInput {
  const bytes = new TextEncoder().encode(text);
  return simulationInput(
    new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish(),
  );
}

type Change = (piece: number, deposition: Deposition, input: SimulationInput) => void;

/** What a healthy printer lays down, with a change to each piece. */
function depositionOf(input: SimulationInput, change: Change = () => {}): Deposition {
  const { count, filament, start, duration, seconds } = input.path;
  const column = () => new Float64Array(count);
  const deposition = {
    start,
    duration,
    deposited: Float64Array.from({ length: count }, (_, i) => Math.max(0, filament[i] ?? 0)),
    offsetX: column(),
    offsetY: column(),
    lift: column(),
    pieceCount: count,
    seconds,
  };
  for (let i = 0; i < count; i++) change(i, deposition, input);
  return deposition;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red of a place, as a share of the picture's width and height from its top left corner. */
  red(x: number, y: number): number;
  readonly data: Uint8Array;
}

function picturesOf(input: SimulationInput, change?: Change, size?: number): readonly Picture[] {
  return [...layerImages(input, depositionOf(input, change), size)].map(({ png }) => {
    const { width, height, data, channels, depth } = decode(png);
    expect({ channels, depth }).toEqual({ channels: 3, depth: 8 });
    const red = (x: number, y: number) =>
      data[3 * (Math.floor(y * height) * width + Math.floor(x * width))] ?? 0;
    return { width, height, red, data: Uint8Array.from(data) };
  });
}

/** Pixels that differ by more than a shade. */
function differing(a: Picture | undefined, b: Picture | undefined): number {
  let count = 0;
  for (let i = 0; i < (a?.data.length ?? 0); i += 3)
    if (Math.abs((a?.data[i] ?? 0) - (b?.data[i] ?? 0)) > 24) count += 1;
  return count;
}

/** A pixel redder than this is plastic; the bed is grey. */
const PLASTIC = 130;
const input = inputOf(SQUARE);
const healthy = picturesOf(input);

describe('a healthy print', () => {
  test('one picture a layer, the longer side as asked, the same bytes every time', () => {
    expect(healthy.map(({ width, height }) => [width, height])).toEqual([
      [320, 317],
      [320, 317],
    ]);
    expect(picturesOf(input)).toEqual(healthy.map((each) => ({ ...each, red: expect.anything() })));
    const [wide] = picturesOf(inputOf(LINE), undefined, 200);
    expect([wide?.width, wide?.height]).toEqual([200, 64]);
  });

  test('plastic in the middle, bed round it', () => {
    for (const picture of healthy) {
      for (const [x, y] of [
        [0.5, 0.5],
        [0.2, 0.2],
        [0.8, 0.7],
      ] as const)
        expect(picture.red(x, y)).toBeGreaterThan(PLASTIC);
      for (const [x, y] of [
        [0.03, 0.5],
        [0.97, 0.5],
        [0.5, 0.03],
        [0.5, 0.97],
      ] as const)
        expect(picture.red(x, y)).toBeLessThan(90);
    }
  });

  test('solid layers have no gaps', () => {
    for (const picture of healthy)
      for (let x = 0.2; x < 0.8; x += 0.013)
        for (let y = 0.2; y < 0.8; y += 0.013) expect(picture.red(x, y)).toBeGreaterThan(100);
  });
});

describe('what goes wrong shows', () => {
  const second = (i: number) => i >= (input.layers[1]?.firstPiece ?? 0);

  test('a shifted layer: plastic where there was bed, and only from its onset on', () => {
    const shifted = picturesOf(input, (i, { offsetX }) => {
      if (second(i)) offsetX[i] = 1.6;
    });
    expect(shifted[0]?.data).toEqual(healthy[0]?.data);
    expect(healthy[1]?.red(0.93, 0.5)).toBeLessThan(90);
    expect(shifted[1]?.red(0.93, 0.5)).toBeGreaterThan(PLASTIC);
    expect(differing(shifted[1], healthy[1])).toBeGreaterThan(1_000);
  });

  test('under-extrusion: dark lines between the beads', () => {
    const thin = picturesOf(input, (i, { deposited }) => {
      if (second(i)) deposited[i] = (deposited[i] ?? 0) * 0.5;
    });
    // How much the brightness goes up and down across the lines.
    const ripple = (picture: Picture | undefined) => {
      let sum = 0;
      for (let y = 0.2; y < 0.8; y += 1 / 317)
        sum += Math.abs((picture?.red(0.5, y) ?? 0) - (picture?.red(0.5, y + 1 / 317) ?? 0));
      return sum;
    };
    expect(ripple(thin[1])).toBeGreaterThan(1.5 * ripple(healthy[1]));
  });

  test('strings: a thin line on a travel over the bed', () => {
    const towers = inputOf(
      'M83\nG28\n;LAYER_CHANGE\n;Z:0.2\n;HEIGHT:0.2\nG1 Z0.2 F600\nG1 X0 Y0 F6000\nG1 X0 Y9 E1 F900\nG1 X20 Y9 F6000\nG1 X20 Y0 E1 F900\n',
    );
    const [clean] = picturesOf(towers);
    const [strung] = picturesOf(towers, (i, { deposited }, { path }) => {
      if (path.filament[i] === 0 && path.fromX[i] === 0) deposited[i] = 0.1;
    });
    const column = (picture: Picture | undefined) =>
      Math.max(...Array.from({ length: 60 }, (_, i) => picture?.red(0.5, 0.05 + i / 200) ?? 0));
    expect(column(clean)).toBeLessThan(90);
    expect(column(strung)).toBeGreaterThan(100);
  });

  test('a print that ends early has pictures of the layers that were begun', () => {
    const end = (input.layers[1]?.firstPiece ?? 0) - 3;
    const half = { ...depositionOf(input), pieceCount: end };
    expect([...layerImages(input, half)].map(({ number }) => number)).toEqual([1]);
    const none = { ...depositionOf(input), pieceCount: 0 };
    expect([...layerImages(input, none)]).toEqual([]);
  });
});

test('pieces far outside of the picture, and of no length, do no harm', () => {
  const pictures = picturesOf(input, (i, { offsetX, lift, deposited }) => {
    offsetX[i] = i % 2 === 0 ? 1e6 : -1e6;
    lift[i] = 1e3;
    deposited[i] = i % 3 === 0 ? 1e6 : 0;
  });
  expect(pictures).toHaveLength(2);
});

test('a file that prints nothing has no pictures', () => {
  const nothing = inputOf('G28\n;LAYER_CHANGE\n;Z:0.2\nG1 Z0.2 F600\nG1 X10 F6000\n');
  expect([...layerImages(nothing, depositionOf(nothing))]).toEqual([]);
});
