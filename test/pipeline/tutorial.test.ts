import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run3dpai } from '../support/commandLine.ts';

// docs/datasets.md, done step by step as it is written.

const folder = mkdtempSync(path.join(tmpdir(), '3dpai-tutorial-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/datasets.md'), 'utf8');
const steps = [...page.matchAll(/^```(sh|console)\n([\s\S]*?)^```/gm)].map(([, kind, text]) => ({
  kind,
  lines: (text ?? '').trimEnd().split('\n'),
}));

test('every step works as written', { timeout: 240_000 }, async () => {
  expect(steps.length).toBeGreaterThan(5);
  for (const { kind, lines } of steps) {
    const [first = '', ...rest] = lines;
    if (kind === 'sh') {
      expect(rest).toEqual([]);
      const { exitCode, stderr } = await run3dpai(first.split(' ').slice(1), { cwd: folder });
      expect({ first, exitCode, stderr }).toEqual({ first, exitCode: 0, stderr: '' });
    } else {
      const listed = first.replace(/^\$ ls /, '');
      expect(readdirSync(path.join(folder, listed)).toSorted()).toEqual(rest);
    }
  }
});
