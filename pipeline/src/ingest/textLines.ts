import { Buffer } from 'node:buffer';

/** Lines of a log without their ends; logs may hold bytes that are no UTF-8, which are replaced. */
export function* linesOfLog(
  bytes: Uint8Array,
): Generator<{ readonly line: number; readonly text: string }> {
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    yield { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    start = end + 1;
  }
}
