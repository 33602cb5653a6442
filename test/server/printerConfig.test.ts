import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CodeAction,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Position,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { placeText } from '../support/configFiles.ts';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const PRINTER = [
  '[include macros.cfg]',
  '[mcu]',
  'serial: /dev/ttyACM0',
  '[printer]',
  'kinematics: none',
  'max_velocity: 300',
  'max_acel: 3000',
  'max_accel: 3000',
  '[gcode_macro START]',
  'gcode:',
  '  PARK X=1',
  '',
].join('\n');
const MACROS = '[gcode_macro PARK]\ngcode:\n  G1 X{params.X|default(5)}\n';

let server: ServerUnderTest;
let folder = '';
let folders = 0;
const root = mkdtempSync(path.join(tmpdir(), '3dpai-printer-config-'));

beforeAll(async () => {
  server = await startLanguageServer({ folders: [pathToFileURL(root).href] });
});
afterAll(() => {
  server.stop();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  folders += 1;
  folder = path.join(root, String(folders));
});

function uriOf(name: string): string {
  return pathToFileURL(path.join(folder, name)).href;
}

/** Opens a file as a printer.cfg and returns its address. */
async function openConfig(name: string, text: string): Promise<string> {
  const uri = uriOf(name);
  await server.open(uri, text, 'klipper-config');
  return uri;
}

async function openBoth(): Promise<{ main: string; macros: string }> {
  return {
    main: await openConfig('printer.cfg', PRINTER),
    macros: await openConfig('macros.cfg', MACROS),
  };
}

function at(uri: string, line: number, character: number) {
  return { textDocument: { uri }, position: { line, character } satisfies Position };
}

function places(locations: readonly Location[]): string[] {
  return locations.map(({ uri, range }) => placeText(uri, range)).toSorted();
}

describe('a printer.cfg', () => {
  test('is answered for as a language of its own', async () => {
    const { main } = await openBoth();
    const textDocument = { uri: main };
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    expect(symbols.map(({ name }) => name)).toEqual([
      'include macros.cfg',
      'mcu',
      'printer',
      'START',
    ]);
    const folds = await server.request<FoldingRange[]>('textDocument/foldingRange', {
      textDocument,
    });
    expect(folds).toContainEqual({ startLine: 3, endLine: 7 });
    const hover = await server.request<Hover>('textDocument/hover', at(main, 5, 3));
    expect(JSON.stringify(hover.contents)).toContain('mm/s');
    const list = await server.request<CompletionList>('textDocument/completion', at(main, 10, 2));
    expect(list.items.map(({ label }) => label)).toContain('PARK');
    const links = await server.request<DocumentLink[]>('textDocument/documentLink', {
      textDocument,
    });
    expect(links.map(({ target }) => target)).toEqual([uriOf('macros.cfg')]);
  });

  test('has its problems, which follow the edits', async () => {
    const uri = await openConfig('printer.cfg', PRINTER);
    const codes = async (version: number) =>
      (await server.diagnostics(uri, version)).map(({ code }) => code);
    expect(await codes(1)).toEqual(['include-not-found', 'unknown-option']);
    const range = { start: { line: 6, character: 0 }, end: { line: 7, character: 0 } };
    await server.change(uri, 2, [{ range, text: '' }]);
    expect(await codes(2)).toEqual(['include-not-found']);
  });

  test('is mended by a quick fix', async () => {
    const uri = await openConfig('printer.cfg', PRINTER);
    await server.diagnostics(uri, 1);
    const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } };
    const actions = await server.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toEqual(['Change to max_accel']);
  });

  test('has macros that are found and renamed in all files', async () => {
    const { main, macros } = await openBoth();
    const call = at(main, 10, 4);
    const definition = await server.request<Location[]>('textDocument/definition', call);
    expect(places(definition)).toEqual(['macros.cfg 1:14–18']);
    const references = await server.request<Location[]>('textDocument/references', {
      ...call,
      context: { includeDeclaration: true },
    });
    expect(places(references)).toEqual(['macros.cfg 1:14–18', 'printer.cfg 11:3–7']);
    expect(await server.request('textDocument/prepareRename', call)).toMatchObject({
      placeholder: 'PARK',
    });
    const edit = await server.request<WorkspaceEdit>('textDocument/rename', {
      ...call,
      newName: 'HIDE',
    });
    expect(Object.keys(edit.changes ?? {}).toSorted()).toEqual([macros, main].toSorted());
  });

  test('refuses a bad name in one sentence', async () => {
    const { main } = await openBoth();
    const rename = (newName: string) =>
      server.request('textDocument/rename', { ...at(main, 10, 4), newName });
    await expect(rename('not a name')).rejects.toThrow(/is no name that Klipper takes: [^\n]+\.$/);
    await expect(server.request('textDocument/prepareRename', at(main, 3, 3))).rejects.toThrow(
      /^Only the name of a macro[^\n]+\.$/,
    );
  });

  test('has files that are not open, each with its own problems', async () => {
    await openConfig('printer.cfg', PRINTER);
    const uri = await openConfig('macros.cfg', '[gcode_macro PARK\ngcode:\n  G28\n');
    expect((await server.diagnostics(uri, 1)).map(({ code }) => code)).toContain(
      'section-not-closed',
    );
  });

  test('is harmed by no size, no bytes and no position', async () => {
    // 5 MB
    const big = PRINTER.replace(/^.*\n/, '').repeat(27_000);
    const uri = await openConfig('big.cfg', big);
    const odd = await openConfig(
      'odd.cfg',
      `\ufeff[a\0]\n\u{fffd}\ud800: {%\n  {{{\r\r\n[include .]\n`,
    );
    await server.request('textDocument/documentSymbol', { textDocument: { uri: odd } });
    await server.request('textDocument/hover', at(odd, 1e6, 1e6));
    await server.request('textDocument/completion', at(uri, 10, 4));
    expect(await server.request('3dpai/ping', null)).toBeTruthy();
    await server.close(uri);
  });
});

describe('on disk', () => {
  test('an included file that is not open has its problems, until the configuration is closed', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'macros.cfg'), '[gcode_macro PARK\ngcode:\n  G28\n');
    const uri = uriOf('macros.cfg');
    const main = await openConfig('printer.cfg', PRINTER);
    expect((await server.diagnostics(uri, 0)).map(({ code }) => code)).toContain(
      'section-not-closed',
    );
    const cleared = nextDiagnostics(uri);
    await server.close(main);
    expect(await cleared).toEqual([]);
  });
});

/** What is published for a file next. */
function nextDiagnostics(uri: string): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    const listener = server.connection.onNotification(
      'textDocument/publishDiagnostics',
      (published: { uri: string; diagnostics: readonly unknown[] }) => {
        if (published.uri !== uri) return;
        listener.dispose();
        resolve(published.diagnostics);
      },
    );
  });
}
