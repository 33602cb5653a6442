import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { bytesOfRange, chunkOfByte, type GcodeText, type TextEdit } from '#core/gcode/text';
import { byteOfPosition } from './positions.ts';

const CARRIAGE_RETURN = 13;

/**
 * The edits of a change notification whose first edit is the last in the text, second is before it and so
 * on, as editors send what they did in many places at once: one edit for each chunk that is touched, to
 * be applied in the order given. Replacing a word 50,000 times would copy the chunks 50,000 times else.
 *
 * @returns undefined where the changes depend on each other and must be applied one by one
 */
export function editsOfChanges(
  text: GcodeText,
  changes: readonly TextDocumentContentChangeEvent[],
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let behind: TextEdit | undefined;
  for (const change of changes) {
    if (!('range' in change)) return undefined;
    const startByte = byteOfPosition(text, change.range.start);
    const endByte = Math.max(startByte, byteOfPosition(text, change.range.end));
    if (behind && !liesBefore(text, endByte, behind.startByte)) return undefined;
    const edit = { startByte, endByte, inserted: Buffer.from(change.text, 'utf8') };
    behind = edit;
    edits.push(edit);
  }
  return byChunk(text, edits);
}

/** A line feed written behind a carriage return would move the place where the two touch. */
function liesBefore(text: GcodeText, endByte: number, startByte: number): boolean {
  if (endByte !== startByte) return endByte < startByte;
  return endByte === 0 || bytesOfRange(text, endByte - 1, endByte)[0] !== CARRIAGE_RETURN;
}

/** Puts the edits that begin in one chunk together. @param edits from the last in the text to the first */
function byChunk(text: GcodeText, edits: readonly TextEdit[]): TextEdit[] {
  const groups: TextEdit[][] = [];
  let chunk = -1;
  for (const edit of edits) {
    const index = chunkOfByte(text, edit.startByte);
    if (index !== chunk) groups.push([]);
    chunk = index;
    groups.at(-1)?.push(edit);
  }
  return groups.map((group) => asOne(text, group));
}

/** @param group from the last in the text to the first */
function asOne(text: GcodeText, group: readonly TextEdit[]): TextEdit {
  const startByte = group.at(-1)?.startByte ?? 0;
  const endByte = group[0]?.endByte ?? startByte;
  const parts: Uint8Array[] = [];
  let at = startByte;
  for (const edit of group.toReversed()) {
    parts.push(bytesOfRange(text, at, edit.startByte), edit.inserted);
    at = edit.endByte;
  }
  return { startByte, endByte, inserted: Buffer.concat(parts) };
}
