import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { DocumentSymbol, Position, Range } from 'vscode-languageserver';
import { gcodeText } from '../support/gcodeText.ts';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';
import { propertyRuns } from '../support/propertyRuns.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const SMALL = [
  'G28',
  'M83',
  ';LAYER_CHANGE',
  ';Z:0.2',
  ';HEIGHT:0.2',
  ';TYPE:Skirt',
  'G1 X10 Y10 E1 F600',
  ';LAYER_CHANGE',
  ';Z:0.4',
  ';HEIGHT:0.2',
  ';TYPE:External perimeter',
  'G01 X20',
  'G1 X30 Y10 E1',
  'M104 S0',
  '',
].join('\n');

let server: ServerUnderTest;
let nextDocument = 0;

beforeAll(async () => {
  server = await startLanguageServer();
});
afterAll(() => server.stop());

async function opened(text: string): Promise<string> {
  nextDocument += 1;
  const uri = `file:///test/${nextDocument}.gcode`;
  await server.open(uri, text);
  return uri;
}

function at(uri: string, position?: Position, range?: Range) {
  return { textDocument: { uri }, position, range };
}

/** Symbols as an indented list of names with their lines, counted from 1. */
function symbolList(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap((symbol) => [
    `${indent}${symbol.name} ${symbol.range.start.line + 1}–${symbol.range.end.line + 1}`,
    ...symbolList(symbol.children ?? [], `${indent}  `),
  ]);
}

async function everything(uri: string, version: number) {
  return {
    symbols: await server.request('textDocument/documentSymbol', at(uri)),
    folds: await server.request('textDocument/foldingRange', at(uri)),
    lenses: JSON.parse(
      JSON.stringify(await server.request('textDocument/codeLens', at(uri))).replaceAll(uri, ''),
    ),
    diagnostics: await server.diagnostics(uri, version),
  };
}

describe('a document', () => {
  test('has its layers with their features as symbols', async () => {
    const uri = await opened(SMALL);
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', at(uri));
    expect(symbolList(symbols)).toMatchInlineSnapshot(`
      [
        "Start 1–2",
        "End 14–14",
        "Layer 1 · z 0.2 3–7",
        "  Skirt 3–7",
        "Layer 2 · z 0.4 8–13",
        "  External perimeter 8–13",
      ]
    `);
  });

  test('has problems in the firmware’s words, each with its rule', async () => {
    const uri = await opened(SMALL);
    const diagnostics = await server.diagnostics(uri, 1);
    const leadingZero = diagnostics.find(({ code }) => code === 'leading-zero-code');
    expect(leadingZero?.range).toEqual({
      start: { line: 11, character: 0 },
      end: { line: 11, character: 3 },
    });
    expect(leadingZero?.message).toContain('Unknown command:"G01"');
  });

  test('can be mended by the quick fix of a problem', async () => {
    const uri = await opened(SMALL);
    const diagnostics = await server.diagnostics(uri, 1);
    const { range } = diagnostics.find(({ code }) => code === 'leading-zero-code')!;
    const [action] = await server.request<
      { edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]
    >('textDocument/codeAction', { ...at(uri, undefined, range), context: { diagnostics: [] } });
    const [edit] = action!.edit.changes[uri]!;
    await server.change(uri, 2, [{ range: edit!.range, text: edit!.newText }]);
    const after = await server.diagnostics(uri, 2);
    expect(after.map(({ code }) => code)).not.toContain('leading-zero-code');
  });

  test('is read for the firmware that the settings name', async () => {
    const marlin = await startLanguageServer({ settings: { flavor: 'marlin' } });
    try {
      await marlin.open('file:///a.gcode', SMALL);
      const codes = (await marlin.diagnostics('file:///a.gcode', 1)).map(({ code }) => code);
      expect(codes).not.toContain('leading-zero-code');
    } finally {
      marlin.stop();
    }
  });
});

describe('edits', () => {
  test('any edits leave what opening the result anew gives', async () => {
    const position = fc.record({ line: fc.nat(40), character: fc.nat(30) });
    const edit = fc.tuple(position, position, gcodeText(3));
    await fc.assert(
      fc.asyncProperty(
        gcodeText(30),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (text, edits) => {
          const uri = await opened(text);
          let mirror = text;
          let version = 1;
          for (const [a, b, inserted] of edits) {
            const [start, end] = ordered(clamped(mirror, a), clamped(mirror, b));
            version += 1;
            await server.change(uri, version, [{ range: { start, end }, text: inserted }]);
            mirror =
              mirror.slice(0, offsetOf(mirror, start)) +
              inserted +
              mirror.slice(offsetOf(mirror, end));
          }
          const fresh = await opened(mirror);
          expect(await everything(uri, version)).toEqual(await everything(fresh, 1));
          await server.close(uri);
          await server.close(fresh);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  test('of a flood of 300 edits the last one wins', async () => {
    const uri = await opened(SMALL);
    for (let version = 2; version <= 301; version++) {
      const text = version === 301 ? 'G1 X1e-5\n' : `G1 X${version}\n`;
      const start = { line: 6, character: 0 };
      const end = version === 2 ? start : { line: 7, character: 0 };
      await server.change(uri, version, [{ range: { start, end }, text }]);
    }
    const codes = (await server.diagnostics(uri, 301)).map(({ code }) => code);
    expect(codes).toContain('sci-notation');
  });
});

describe('requests', () => {
  test('about documents and places that are not there are answered', async () => {
    const uri = await opened(SMALL);
    const far = { line: 1_000_000, character: 1_000_000 };
    expect(await server.request('textDocument/documentSymbol', at('file:///none'))).toEqual([]);
    expect(await server.request('textDocument/hover', at('file:///none', far))).toBeNull();
    await server.request('textDocument/hover', at(uri, far));
    await server.request('textDocument/completion', at(uri, far));
    await server.request('textDocument/selectionRange', {
      textDocument: { uri },
      positions: [far],
    });
  });

  test('that make no sense are refused, and the server lives on', async () => {
    await expect(server.request('textDocument/hover', null)).rejects.toThrow();
    await expect(server.request('3dpai/layers', {})).resolves.toBeNull();
    await expect(server.request('no/such/method', {})).rejects.toThrow(/method/i);
    expect(await server.request('3dpai/ping', null)).toHaveProperty('uptimeSeconds');
  });

  test('can be cancelled while a large document is being read', async () => {
    const uri = await opened('G1 X1 Y2 E3\n'.repeat(1_000_000));
    const source = new CancellationTokenSource();
    const answer = server.connection.sendRequest(
      'textDocument/documentSymbol',
      at(uri),
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    await server.close(uri);
  });

  test('about a version that is gone are refused as modified', async () => {
    const uri = await opened('G1 X1 Y2 E3\n'.repeat(1_000_000));
    const answer = server.request('textDocument/documentSymbol', at(uri));
    const start = { line: 0, character: 0 };
    await server.change(uri, 2, [{ range: { start, end: start }, text: 'G28\n' }]);
    await expect(answer).rejects.toMatchObject({ code: -32801 });
    await server.close(uri);
  });
});

describe('large files', () => {
  test('are read from disk and answered like open ones', async () => {
    const file = path.join(FIXTURES, 'prusaslicer/cube-absolute.gcode');
    const uri = `file://${file}`;
    expect(await server.request('3dpai/openLargeFile', { uri })).toEqual({
      bytes: fs.statSync(file).size,
    });
    const answer = await server.request<{ layers: unknown[]; version: null }>('3dpai/layers', {
      uri,
    });
    expect([answer.layers.length, answer.version]).toEqual([50, null]);
    await server.connection.sendNotification('3dpai/closeLargeFile', { uri });
    expect(await server.request('3dpai/layers', { uri })).toBeNull();
  });

  test('that are not there are refused in one sentence', async () => {
    const open = (uri: string) => server.request('3dpai/openLargeFile', { uri });
    await expect(open('file:///no/such.gcode')).rejects.toThrow(
      '/no/such.gcode cannot be opened (ENOENT).',
    );
    await expect(open(`file://${FIXTURES}`)).rejects.toThrow(`${FIXTURES} is not a file.`);
    await expect(open('untitled:a')).rejects.toThrow('untitled:a is not on this computer');
  });
});

test('every range of every answer lies inside the document', async () => {
  await fc.assert(
    fc.asyncProperty(gcodeText(30), fc.nat(40), fc.nat(30), async (text, line, character) => {
      const uri = await opened(text);
      const position = { line, character };
      const answers = [
        await everything(uri, 1),
        await server.request('textDocument/hover', at(uri, position)),
        await server.request('textDocument/selectionRange', {
          textDocument: { uri },
          positions: [position],
        }),
        await server.request(
          'textDocument/inlayHint',
          at(uri, undefined, { start: { line: 0, character: 0 }, end: position }),
        ),
      ];
      const lines = text.split(/\r\n|\n|\r/);
      for (const range of rangesIn(answers)) {
        for (const end of [range.start, range.end]) {
          expect(end.line).toBeLessThan(Math.max(1, lines.length));
          expect(end.character).toBeLessThanOrEqual(lines[end.line]!.length);
        }
      }
      await server.close(uri);
    }),
    { numRuns: propertyRuns(60) },
  );
});

function* rangesIn(value: unknown): Generator<Range> {
  if (typeof value !== 'object' || value === null) return;
  if ('start' in value && 'end' in value) yield value as Range;
  for (const child of Object.values(value)) yield* rangesIn(child);
}

/** A position as an editor would send it: inside the text. */
function clamped(text: string, { line, character }: Position): Position {
  const lines = text.split(/\r\n|\n|\r/);
  const row = Math.min(line, lines.length - 1);
  return { line: row, character: Math.min(character, lines[row]!.length) };
}

function ordered(a: Position, b: Position): [Position, Position] {
  return a.line < b.line || (a.line === b.line && a.character <= b.character) ? [a, b] : [b, a];
}

function offsetOf(text: string, { line, character }: Position): number {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let row = 0; row < line; row++) {
    ends.exec(text);
    start = ends.lastIndex;
  }
  return start + character;
}
