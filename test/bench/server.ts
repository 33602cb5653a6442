import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { timeRequest } from '#core/contract/server';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { startLanguageServer } from '../support/languageServer.ts';
import { type BenchFile, type BenchRow, best, bytesOfFile, median, row } from './row.ts';

const BUNDLE = path.resolve(import.meta.dirname, '../../dist/server.cjs');
const KEYSTROKES = 30;

/** What a person waits for in the editor, over stdio, beside reading the same file from scratch. */
export async function serverRows(file: BenchFile): Promise<BenchRow[]> {
  const bytes = bytesOfFile(file.path);
  const read = best(3, () =>
    checkedReading(textFromBytes(bytes), { flavor: 'auto' }).finish().print(),
  );
  const text = Buffer.from(bytes).toString('utf8');
  const uri = pathToFileURL(file.path).href;
  const server = await startLanguageServer({ module: BUNDLE });
  try {
    const opened = performance.now();
    await server.open(uri, text);
    await server.request('textDocument/documentSymbol', { textDocument: { uri } });
    const symbols = performance.now() - opened;
    await server.diagnostics(uri, 1);

    const lines = text.split('\n');
    const keystrokes: number[] = [];
    const times: number[] = [];
    const hovers: number[] = [];
    for (let version = 2; version < 2 + KEYSTROKES; version++) {
      const line = Math.floor((lines.length / (KEYSTROKES + 3)) * version);
      const start = performance.now();
      const place = { line, character: 0 };
      await server.change(uri, version, [
        { range: { start: place, end: place }, text: 'G01 X5\n' },
      ]);
      await server.diagnostics(uri, version);
      keystrokes.push(performance.now() - start);
      await server.request(timeRequest.method, { uri });
      times.push(performance.now() - start);
      const asked = performance.now();
      await server.request('textDocument/hover', {
        textDocument: { uri },
        position: { line: line + 1, character: 0 },
      });
      hovers.push(performance.now() - asked);
    }
    const peer = `reading the ${file.name} file from scratch`;
    return [
      row(`server, ${file.name}: open → symbols`, 'ms', symbols, peer, read),
      row(
        `server, ${file.name}: keystroke → diagnostics (median)`,
        'ms',
        median(keystrokes),
        peer,
        read,
      ),
      row(
        `server, ${file.name}: keystroke → diagnostics (slowest)`,
        'ms',
        Math.max(...keystrokes),
        peer,
        read,
      ),
      row(
        `server, ${file.name}: keystroke → diagnostics and new time (median)`,
        'ms',
        median(times),
        peer,
        read,
      ),
      row(`server, ${file.name}: hover (median)`, 'ms', median(hovers), peer, read),
    ];
  } finally {
    server.stop();
  }
}
