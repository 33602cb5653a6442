import { findAutosave } from './autosave.ts';
import type { ConfigDocument } from './config.ts';
import { brokenHeader, openSection } from './configHeader.ts';
import {
  closeOption,
  NO_SECTION_HEADERS,
  type Place,
  type Reading,
  report,
  type SourceLine,
} from './configReading.ts';
import { continueOption, openOption } from './configValue.ts';
import { firstNonSpace, isPythonSpace, stripEnd } from './pythonText.ts';

/**
 * Reads a printer.cfg as Klipper does (`klippy/configfile.py` over Python's `RawConfigParser` with
 * `strict=False`): a `#` begins a comment anywhere, a `;` only at the beginning or after a space, a line
 * that is indented deeper than its option goes on with the value, option names have no case. Any text
 * gives a document; what Klipper refuses or passes over is in `problems`.
 */
export function parseConfig(text: string): ConfigDocument {
  const lines = text.split(/\r\n|\n|\r/);
  const autosave = findAutosave(lines);
  const reading: Reading = { sections: [], problems: [] };
  const regular = sourceLines(lines, 0, autosave.line < 0 ? lines.length : autosave.line, 0);
  if (text.startsWith('\ufeff')) {
    regular[0] = { number: 0, text: (lines[0] ?? '').slice(1), column: 1 };
    reading.problems.push({
      line: 0,
      start: 0,
      end: 1,
      rule: 'byte-order-mark',
      severity: 'error',
      message:
        'The file begins with a byte order mark, which Klipper takes for text before the first section; save it as UTF-8 without one.',
      firmware: NO_SECTION_HEADERS,
    });
  }
  readPart(reading, regular, false);
  // Behind each `#*# ` of the part that SAVE_CONFIG keeps stands a configuration of its own.
  if (autosave.line >= 0) {
    readPart(reading, sourceLines(lines, autosave.from, autosave.to, '#*# '.length), true);
  }
  if (autosave.spoilt) {
    const { line, firmware, message } = autosave.spoilt;
    reading.problems.push({
      line,
      start: 0,
      end: lines[line]?.length ?? 0,
      rule: 'save-config-unreadable',
      severity: 'warning',
      message,
      firmware,
    });
  }
  return {
    lineCount: lines.length,
    sections: reading.sections,
    problems: reading.problems.sort((a, b) => a.line - b.line || a.start - b.start),
    autosaveLine: autosave.line,
  };
}

function sourceLines(
  lines: readonly string[],
  from: number,
  to: number,
  column: number,
): SourceLine[] {
  return lines
    .slice(from, to)
    .map((text, index) => ({ number: from + index, text: text.slice(column), column }));
}

function readPart(reading: Reading, lines: readonly SourceLine[], autosaved: boolean): void {
  const place: Place = {
    section: undefined,
    option: undefined,
    value: [],
    indent: 0,
    behindInclude: false,
    reported: false,
    known: new Map(),
    autosaved,
  };
  for (const line of lines) readLine(reading, place, line);
  closeOption(place);
}

function readLine(reading: Reading, place: Place, line: SourceLine): void {
  const hash = line.text.indexOf('#');
  const uncommented = hash < 0 ? line.text : line.text.slice(0, hash);
  const header = HEADER.exec(uncommented)?.[1];
  // Klipper looks for includes before Python sees the text: even inside a value, but only unindented.
  if (header?.startsWith('include ')) {
    openSection(reading, place, line, uncommented, 0, header);
    place.behindInclude = true;
    return;
  }
  const semicolon = semicolonComment(uncommented);
  const text = stripEnd(semicolon < 0 ? uncommented : uncommented.slice(0, semicolon));
  const start = firstNonSpace(text);
  if (start < 0) {
    // Klipper has cut a `#` comment off by now, so its line is an empty line of the value.
    if (semicolon < 0) place.value.push('');
    return;
  }
  const value = text.slice(start);
  if (hash > 0 && hash === start + value.length && !isPythonSpace(line.text[hash - 1] ?? '')) {
    report(reading, line, hash, line.text.length, {
      rule: 'comment-inside-value',
      severity: 'hint',
      message:
        'Klipper begins a comment at every #, also without a space before it and between quotes; the rest of this line is passed over.',
    });
  }
  if (place.section && !place.behindInclude && place.option && start > place.indent) {
    continueOption(reading, place, place.option, line, start, value);
    return;
  }
  place.indent = start;
  const sectionHeader = HEADER.exec(value)?.[1];
  if (sectionHeader !== undefined) {
    openSection(reading, place, line, value, start, sectionHeader);
  } else if (value.startsWith('[')) {
    brokenHeader(reading, place, line, start, value);
  } else if (!place.section || place.behindInclude) {
    outsideSections(reading, place, line, start, value);
  } else {
    openOption(reading, place, place.section, line, start, value);
  }
}

/** Python's own pattern: everything up to the last bracket of the line. */
const HEADER = /^\[(.+)\]/s;

/** Index of the `;` that begins a comment, −1 for none. */
function semicolonComment(text: string): number {
  const first = firstNonSpace(text);
  if (first >= 0 && text[first] === ';') return 0;
  for (let index = text.indexOf(';'); index >= 0; index = text.indexOf(';', index + 1)) {
    if (isPythonSpace(text[index - 1] ?? '')) return index;
  }
  return -1;
}

function outsideSections(
  reading: Reading,
  place: Place,
  line: SourceLine,
  start: number,
  value: string,
): void {
  if (place.reported) return;
  place.reported = true;
  report(reading, line, start, start + value.length, {
    rule: 'text-outside-section',
    severity: 'error',
    message: place.behindInclude
      ? 'An include ends the section above it, so this line belongs to no section; put it above the include or write the section header again.'
      : 'This line stands before the first section; put it below a header such as [printer], or begin it with # if it is a comment.',
    firmware: NO_SECTION_HEADERS,
  });
}
