import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LayersAnswer } from '#core/contract/server';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const LAYER = ';LAYER_CHANGE\n;Z:0.2\nG1 X1 Y2 E3\n';
const isWindows = process.platform === 'win32';

let server: ServerUnderTest;
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), '3dpai-large-'));
  server = await startLanguageServer();
});
afterAll(() => {
  server.stop();
  fs.rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return pathToFileURL(file).href;
}

const open = (uri: string) => server.request<{ bytes: number }>('3dpai/openLargeFile', { uri });
const close = (uri: string) => server.connection.sendNotification('3dpai/closeLargeFile', { uri });
const layers = (uri: string) => server.request<LayersAnswer | null>('3dpai/layers', { uri });

/** The whole sentence that a person gets to see. */
async function refusal(uri: string): Promise<string> {
  const error: unknown = await open(uri).catch((reason) => reason);
  return error instanceof Error ? error.message : 'was read';
}

describe('a large file', () => {
  test('is read piece by piece as if it were one', async () => {
    // More than two pieces of 4 MiB, none of which ends with a line.
    const lines = Array.from(
      { length: 300_000 },
      (_, i) => `G1 X${i % 250}.125 Y${i % 210} E0.0${i}\n`,
    );
    const text = `${LAYER}${lines.join('')}${LAYER}`;
    const uri = written('pieces.gcode', text);
    expect(await open(uri)).toEqual({ bytes: text.length });
    const answer = await layers(uri);
    expect(answer?.layers.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [1, 300_003],
      [300_004, 300_006],
    ]);
    await close(uri);
    expect(await layers(uri)).toBeNull();
  });

  test('that is asked for again is read again', async () => {
    const uri = written('again.gcode', LAYER);
    await open(uri);
    fs.appendFileSync(path.join(folder, 'again.gcode'), LAYER.replace('0.2', '0.4'));
    expect(await open(uri)).toEqual({ bytes: LAYER.length * 2 });
    expect((await layers(uri))?.layers).toHaveLength(2);
    await close(uri);
  });

  test('that is asked for twice at once is answered twice', async () => {
    const uri = written('twice.gcode', LAYER);
    expect(await Promise.all([open(uri), open(uri)])).toEqual([
      { bytes: LAYER.length },
      { bytes: LAYER.length },
    ]);
    await close(uri);
  });

  test('that is closed while it is read is forgotten', async () => {
    const uri = written('closed.gcode', LAYER.repeat(400_000));
    const answer = open(uri);
    await close(uri);
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect(await layers(uri)).toBeNull();
  });

  test('that the editor has open too stays as the editor has it', async () => {
    const uri = written('both.gcode', LAYER);
    await server.open(uri, LAYER + LAYER);
    expect(await open(uri)).toEqual({ bytes: LAYER.length * 2 });
    await close(uri);
    expect(await layers(uri)).toMatchObject({ version: 1 });
    await server.close(uri);
  });

  test('may hold any bytes', async () => {
    const uri = written(
      'bytes.gcode',
      Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) & 255),
    );
    expect(await open(uri)).toEqual({ bytes: 4096 });
    expect(await server.diagnostics(uri, 0)).not.toEqual([]);
    await close(uri);
  });

  test.each([
    [
      'untitled:Untitled-1',
      "untitled:Untitled-1 is not on this computer's disk; copy it there to read it.",
    ],
    ['file:///no/such.gcode', '/no/such.gcode cannot be opened (ENOENT).'],
    ['file:///a%2Fb.gcode', 'file:///a%2Fb.gcode names no file on this computer.'],
    ['file:///a%00b.gcode', 'file:///a%00b.gcode names no file on this computer.'],
  ])('%s is refused in one sentence', async (uri, sentence) => {
    expect(await refusal(uri)).toBe(sentence);
  });

  test('must be a regular file', async () => {
    expect(await refusal(pathToFileURL(folder).href)).toBe(`${folder} is not a file.`);
    if (isWindows) return;
    expect(await refusal('file:///dev/zero')).toBe('/dev/zero is not a file.');
    const pipe = path.join(folder, 'pipe.gcode');
    execFileSync('mkfifo', [pipe]);
    expect(await refusal(pathToFileURL(pipe).href)).toBe(`${pipe} is not a file.`);
    const loop = path.join(folder, 'loop.gcode');
    fs.symlinkSync(loop, loop);
    expect(await refusal(pathToFileURL(loop).href)).toBe(`${loop} cannot be opened (ELOOP).`);
  });

  test('over 2 GB is refused before it is read', async () => {
    const file = path.join(folder, 'huge.gcode');
    fs.closeSync(fs.openSync(file, 'w'));
    // A hole takes no room on the disk.
    fs.truncateSync(file, 3e9);
    expect(await refusal(pathToFileURL(file).href)).toBe(
      `${file} has 3.0 GB; up to 2 GB can be read.`,
    );
  });
});
