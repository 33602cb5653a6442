import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findProgram } from '../../scripts/findProgram.ts';

const top = mkdtempSync(join(tmpdir(), '3dpai-path-'));
const [first, second] = [join(top, 'first'), join(top, 'second')];
mkdirSync(first);
mkdirSync(second);
writeFileSync(join(first, 'code'), 'a text that cannot be run');
writeFileSync(join(second, 'code'), '#!/bin/sh');
chmodSync(join(second, 'code'), 0o755);
afterAll(() => rmSync(top, { recursive: true }));

test('the first one on the path that can be run', () => {
  const path = ['', join(top, 'missing'), first, second].join(delimiter);
  expect(findProgram('code', path)).toBe(join(second, 'code'));
  expect(findProgram('chromium', path)).toBeUndefined();
});
