import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCounted,
  formatDuration,
  formatLength,
  formatMass,
  formatMillimetres,
} from '../../client/src/text/quantity.ts';

describe('quantities as people read them', () => {
  it.each([
    [0, '0 s'],
    [0.04, '0 s'],
    [6.66, '6.7 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [64, '1 min 4 s'],
    [3599.7, '1 h'],
    [7500, '2 h 5 min'],
    [86_390, '1 d'],
    [97_200, '1 d 3 h'],
    [Number.NaN, '?'],
    [-1, '?'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0.04, '0 mm'],
    [0.4, '0.4 mm'],
    [-0.8, '-0.8 mm'],
    [120.4, '120 mm'],
    [999.4, '999 mm'],
    [1234.5, '1.23 m'],
    [123_456, '123 m'],
  ])('a length of %d mm is %s', (millimetres, text) => {
    expect(formatLength(millimetres)).toBe(text);
  });

  it.each([
    [2.4, '2.4'],
    [0.30000000000000004, '0.3'],
    [-0.0001, '0'],
    [1234.5678, '1,234.568'],
  ])('a height of %d mm is %s', (millimetres, text) => {
    expect(formatMillimetres(millimetres)).toBe(text);
  });

  it('other units', () => {
    expect([
      formatBytes(812),
      formatBytes(4200),
      formatBytes(73_400_000),
      formatBytes(734_000_000),
      formatMass(12.34),
      formatMass(1234.5),
      formatCounted(1, 'layer'),
      formatCounted(1200, 'layer'),
    ]).toMatchInlineSnapshot(`
      [
        "812 bytes",
        "4.2 kB",
        "73.4 MB",
        "734 MB",
        "12.3 g",
        "1,235 g",
        "1 layer",
        "1,200 layers",
      ]
    `);
  });
});
