import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { RUN_METADATA } from '#core/run/metadata';
import { placeOf, readDocument, readJsonLines } from '../../pipeline/src/ingest/documents.ts';
import { jsonMistake } from '../../pipeline/src/ingest/jsonMistake.ts';

/** A JSON text with a `^` in front of what the finding should point at. */
function expectFinding(marked: string, code: string, message: RegExp): void {
  const at = marked.indexOf('^');
  const text = marked.replace('^', '');
  const before = text.slice(0, at);
  const { findings } = readDocument(Buffer.from(text), 'metadata.json', RUN_METADATA);
  expect(findings[0]).toMatchObject({
    code,
    file: 'metadata.json',
    line: before.split('\n').length,
    ...(code === 'truncated-file' ? {} : { column: at - before.lastIndexOf('\n') }),
    message: expect.stringMatching(message),
  });
}

const REST =
  '"printer_model": "P", "material": "PLA", "start_time": "2026-01-15T10:00:00", "scenario": "s"';

test('a field that does not fit is pointed at', () => {
  expectFinding(`{"run_id": ^7, ${REST}}`, 'schema-error', /^"run_id" should be a string; /);
  expectFinding(`{\n  "run_id": ^"",\n ${REST}}`, 'schema-error', /^"run_id" is empty; /);
  expectFinding(
    `^{"run_id": "a"}`,
    'schema-error',
    /^"printer_model" is missing and should be a string; /,
  );
  expectFinding(
    `{"run_id": "a", ${REST},\n "labels": [{"kind": "x", "onset_s": 1, "severity": 1},\n {"kind": "y", "onset_s": ^"late", "severity": 1}]}`,
    'schema-error',
    /^"labels\.1\.onset_s" should be a number; /,
  );
  expectFinding(
    `{"run_id": "a", ${REST}, "sim": {"noise": ^3}}`.replace(
      '"sim": {',
      '"sim": {"model_version": "1", "parameters": {}, "seed": 1, ',
    ),
    'schema-error',
    /^"sim\.noise" should be at most 1; /,
  );
  expectFinding('^[]', 'schema-error', /^The document should be an object; /);
});

test('what is no JSON is pointed at, and what was cut off is told apart', () => {
  expectFinding('{"run_id": ^a}', 'format-error', /^From here on this is no JSON/);
  expectFinding('{"run_id": "a"\n ^"material": 1}', 'format-error', /no JSON/);
  expectFinding('{"run_id": "a",\n^}', 'format-error', /no JSON/);
  expectFinding('{"run_id": "a",\n "mat^', 'truncated-file', /was cut off/);
  expectFinding('{"sim": {"seed": 1}^', 'truncated-file', /was cut off/);
});

test('the place of any value of any document', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(json, fc.constantFrom(0, 1, 3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      for (const path of pathsOf(JSON.parse(text))) {
        const { line, column } = placeOf(text, path);
        const offset =
          text
            .split('\n')
            .slice(0, line - 1)
            .join('\n').length +
          (line > 1 ? 1 : 0) +
          column -
          1;
        const rest = text.slice(offset);
        expect(beginsWithValue(rest, valueAt(JSON.parse(text), path))).toBe(true);
      }
    }),
  );
});

function* pathsOf(value: unknown): Generator<PropertyKey[]> {
  yield [];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value))
    for (const path of pathsOf(each)) yield [Array.isArray(value) ? Number(key) : key, ...path];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
}

function beginsWithValue(text: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null)
    return text.startsWith(Array.isArray(value) ? '[' : '{');
  return text.startsWith(JSON.stringify(value));
}

test('the first mistake of a text is where a strict reader stops', () => {
  const json = fc.json({ maxDepth: 4 });
  fc.assert(
    fc.property(json, fc.nat(), (text, cut) => {
      expect(jsonMistake(text)).toBe(text.length);
      // A beginning of it is right as far as it goes, but for a token that is cut in two.
      const begin = text.slice(0, cut % (text.length + 1));
      expect(jsonMistake(`${begin}\u0001`)).toBeLessThanOrEqual(begin.length);
      expect(jsonMistake(`${text}]`)).toBe(text.length);
    }),
  );
});

test('of many broken lines a few are told, and the rest is counted', () => {
  const lines = Array.from({ length: 30 }, (_, i) => (i % 2 ? `{"t":${i}}` : `{t:${i}}`));
  const { entries, findings } = readJsonLines(
    Buffer.from(`${lines.join('\n')}\n`),
    'events.jsonl',
    z.object({ t: z.number() }),
  );
  expect(entries).toHaveLength(15);
  expect(findings.map(({ line, count }) => line ?? count)).toEqual([1, 3, 5, 7, 9, 10]);
});
