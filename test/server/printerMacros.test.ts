import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CompletionList, Hover, Location, WorkspaceEdit } from 'vscode-languageserver';
import { placeText } from '../support/configFiles.ts';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const PRINTER = [
  '[gcode_macro START_PRINT]',
  'description: Heats up',
  'gcode:',
  '  M140 S{params.BED|default(60)}',
  '[gcode_macro END_PRINT]',
  'gcode:',
  '  START_PRINT BED=0',
  '',
].join('\n');
const GCODE =
  'G28\nstart_print BED=70\nG1 X10\n START_PRINT\nEND_PRINT ; START_PRINT\nSTART_PRINTER\n';

const folder = mkdtempSync(path.join(tmpdir(), '3dpai-printer-macros-'));
let server: ServerUnderTest;
let gcode = '';
let files = 0;
const printer = pathToFileURL(path.join(folder, 'printer.cfg')).href;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'printer.cfg'), PRINTER);
  mkdirSync(path.join(folder, 'other'));
  server = await startLanguageServer({ folders: [pathToFileURL(folder).href] });
});
afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  if (gcode !== '') await server.close(gcode);
  files += 1;
  gcode = pathToFileURL(path.join(folder, `${files}.gcode`)).href;
  await server.open(gcode, GCODE);
  await server.diagnostics(gcode, 1);
});

function at(line: number, character: number) {
  return { textDocument: { uri: gcode }, position: { line, character } };
}

function places(locations: readonly Location[]): string[] {
  return locations
    .map(({ uri, range }) => placeText(uri.replace(/\d+\.gcode$/, 'a.gcode'), range))
    .toSorted();
}

describe('a macro of the folder’s printer.cfg', () => {
  test('is gone to from its call', async () => {
    const found = await server.request<Location[]>('textDocument/definition', at(1, 3));
    expect(places(found)).toEqual(['printer.cfg 1:14–25']);
    expect(await server.request('textDocument/definition', at(1, 13))).toEqual([]);
    expect(await server.request('textDocument/definition', at(0, 1))).toEqual([]);
  });

  test('has references in printer.cfg and in open files', async () => {
    const found = await server.request<Location[]>('textDocument/references', {
      ...at(1, 3),
      context: { includeDeclaration: true },
    });
    expect(places(found)).toEqual([
      'a.gcode 2:1–12',
      'a.gcode 4:2–13',
      'printer.cfg 1:14–25',
      'printer.cfg 7:3–14',
    ]);
  });

  test('is described by a hover', async () => {
    const { contents } = await server.request<Hover>('textDocument/hover', at(1, 3));
    expect(JSON.stringify(contents)).toMatch(/macro of the printer.*Heats up.*BED/);
  });

  test('is completed, and so are its parameters', async () => {
    const labels = async (line: number, character: number) =>
      (
        await server.request<CompletionList>('textDocument/completion', at(line, character))
      ).items.map(({ label }) => label);
    expect(await labels(6, 0)).toContain('START_PRINT');
    const insertion = { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } };
    await server.change(gcode, 2, [{ range: insertion, text: 'START_PRINT ' }]);
    expect(await labels(6, 12)).toEqual(['BED']);
  });

  test('is renamed everywhere at once', async () => {
    const { changes = {} } = await server.request<WorkspaceEdit>('textDocument/rename', {
      ...at(1, 3),
      newName: 'BEGIN_PRINT',
    });
    expect(changes[gcode]?.map(({ range }) => range.start.line)).toEqual([1, 3]);
    expect(changes[printer]?.map(({ range }) => range.start.line)).toEqual([0, 6]);
  });

  test('that an open editor adds is known at once', async () => {
    await server.open(printer, PRINTER, 'klipper-config');
    const insertion = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const text = '[gcode_macro START_PRINTER]\ngcode:\n  G28\n';
    await server.change(printer, 2, [{ range: insertion, text }]);
    const found = await server.request<Location[]>('textDocument/definition', at(5, 3));
    expect(places(found)).toEqual(['printer.cfg 1:14–27']);
    await server.close(printer);
    expect(await server.request('textDocument/definition', at(5, 3))).toEqual([]);
  });

  test('that the disk changes is known', async () => {
    const text = PRINTER.replace('END_PRINT', 'START_PRINTER');
    writeFileSync(path.join(folder, 'printer.cfg'), text);
    const found = await server.request<Location[]>('textDocument/definition', at(5, 3));
    expect(places(found)).toEqual(['printer.cfg 5:14–27']);
    writeFileSync(path.join(folder, 'printer.cfg'), PRINTER);
  });
});

test('a file of another folder has no macros of this one', async () => {
  const elsewhere = 'file:///elsewhere/a.gcode';
  await server.open(elsewhere, GCODE);
  const found = await server.request('textDocument/definition', {
    textDocument: { uri: elsewhere },
    position: { line: 1, character: 3 },
  });
  expect(found).toEqual([]);
});

test('an editor that watches files is asked to, and believed', async () => {
  const outside = mkdtempSync(path.join(tmpdir(), '3dpai-printer-outside-'));
  const main = path.join(outside, 'printer.cfg');
  const uri = pathToFileURL(main).href;
  writeFileSync(main, PRINTER);
  const watches = { dynamicRegistration: true, relativePatternSupport: true };
  const editor = await startLanguageServer({
    folders: [pathToFileURL(folder).href],
    settings: { printerProfile: main },
    capabilities: { workspace: { didChangeWatchedFiles: watches } },
  });
  try {
    const asked: unknown[] = [];
    editor.connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string; registerOptions: unknown }[] }) => {
        for (const { method, registerOptions } of registrations)
          if (method === 'workspace/didChangeWatchedFiles') asked.push(registerOptions);
      },
    );
    await editor.open(gcode, GCODE);
    const found = async (line: number) =>
      places(await editor.request<Location[]>('textDocument/definition', at(line, 3)));
    expect(await found(1)).toEqual(['printer.cfg 1:14–25']);
    expect(asked).toEqual([
      { watchers: [{ globPattern: '**/*.cfg' }] },
      {
        watchers: [{ globPattern: { baseUri: pathToFileURL(outside).href, pattern: '*' } }],
      },
    ]);

    writeFileSync(main, `# moved\n${PRINTER}`);
    expect(await found(1)).toEqual(['printer.cfg 1:14–25']);
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri, type: 2 }],
    });
    expect(await found(1)).toEqual(['printer.cfg 2:14–25']);
  } finally {
    editor.stop();
    rmSync(outside, { recursive: true });
  }
});
