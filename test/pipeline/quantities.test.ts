import { expect, test } from 'vitest';
import { decimal, duration, length, plural, size } from '../../pipeline/src/quantities.ts';
import { textTable } from '../../pipeline/src/textTable.ts';

test.each([
  [duration(0), '0.0s'],
  [duration(59.94), '59.9s'],
  [duration(59.97), '1m 00s'],
  [duration(61.4), '1m 01s'],
  [duration(3_599.6), '1h 00m 00s'],
  [duration(93_784), '26h 03m 04s'],
  [length(12.34), '12.3 mm'],
  [length(9_999.96), '10.00 m'],
  [length(-0.8), '-0.8 mm'],
  [size(1), '1 byte'],
  [size(9_999), '9,999 bytes'],
  [size(269_473), '269 kB'],
  [size(999_999), '1.0 MB'],
  [size(199_795_321), '199.8 MB'],
  [size(3 * 1024 ** 3), '3.2 GB'],
  [plural(1, 'layer'), '1 layer'],
  [plural(46_906, 'layer'), '46,906 layers'],
  [decimal(0.30000000000000004), '0.3'],
  [decimal(1_200), '1200'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['a', '10', 'x'],
    ['bcd', '9', ''],
  ];
  expect(textTable(['<', '>', '<'], rows)).toEqual(['a    10  x', 'bcd   9']);
});
