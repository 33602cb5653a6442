import { expect, test } from 'vitest';
import { counted, countedText } from '../../pipeline/src/progress.ts';

test.each([
  // done, total, of them in this call, seconds of the call, what is shown
  [0, 200, 0, 0, '0 of 200'],
  [0, 200, 0, 3, '0 of 200'],
  [90, 200, 90, 3, '90 of 200, 30.0/s, 3.7s left'],
  [150, 200, 50, 100, '150 of 200, 0.5/s, 1m 40s left'],
  [5_000, 20_000_000, 5_000, 25, '5,000 of 20,000,000, 200/s, 27h 46m 15s left'],
  [200, 200, 110, 4, '200 of 200, 27.5/s, 0.0s left'],
  [200, 200, 0, 0, '200 of 200, 0.0s left'],
])('%d of %d, %d in %d s', (done, total, since, seconds, text) => {
  expect(countedText(counted(done, total, since, seconds))).toBe(text);
});
