import { TAIL_LINES } from './endOfFile.ts';
import type { PrintContext, PrintRule } from './rule.ts';

/** What a slicer writes at the end of every file. */
interface LastWords {
  /** One of these stands near the end of a whole file. */
  readonly ends: RegExp;
  /** Where this is found, an older way of ending does not count. */
  readonly begins?: RegExp;
  /** An older version's way of ending. */
  readonly olderEnds?: RegExp;
}

const SETTING = /^; [a-z][a-z0-9_]+ = /;

/** By producer. OrcaSlicer writes its settings first for Bambu's printers, and an end mark of its own. */
const LAST_WORDS: Readonly<Record<string, LastWords>> = {
  PrusaSlicer: {
    ends: /^; prusaslicer_config = end/,
    begins: /^; prusaslicer_config = begin/,
    olderEnds: SETTING,
  },
  SuperSlicer: {
    ends: /^; SuperSlicer_config = end/,
    begins: /^; SuperSlicer_config = begin/,
    olderEnds: SETTING,
  },
  Slic3r: { ends: SETTING },
  OrcaSlicer: {
    ends: /^; (?:CONFIG|EXECUTABLE)_BLOCK_END/,
    begins: /^; (?:CONFIG|EXECUTABLE)_BLOCK_START/,
    olderEnds: SETTING,
  },
  BambuStudio: { ends: /^; EXECUTABLE_BLOCK_END/ },
  Cura: { ends: /^;End of Gcode/ },
};

export const truncatedFile: PrintRule = {
  id: 'truncated-file',
  severity: 'warning',
  why: 'The end of the file is missing: the print stops halfway, often with its heaters on.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { producer, text, report } = context;
    const words = producer ? LAST_WORDS[producer.name] : undefined;
    // Cura wrote no such thing while it did not name its version.
    if (!producer || producer.version === '' || !words || endsWhole(context, words)) return;
    report(text.lineCount - 1, {
      message: `The end that ${producer.name} writes is missing, so the file was cut off, probably while it was copied; slice or copy it again.`,
    });
  },
};

function endsWhole({ text, lineText }: PrintContext, words: LastWords): boolean {
  const { lineCount } = text;
  let older = false;
  for (let line = lineCount - 1; line >= Math.max(0, lineCount - TAIL_LINES); line--) {
    const content = lineText(line);
    if (words.ends.test(content)) return true;
    if (words.begins?.test(content)) return false;
    older ||= words.olderEnds?.test(content) === true;
  }
  return older;
}
