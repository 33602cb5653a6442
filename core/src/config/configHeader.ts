import {
  closeOption,
  NO_SECTION_HEADERS,
  PARSING_ERRORS,
  type Place,
  type Reading,
  report,
  type SourceLine,
  sectionKey,
  spanOf,
} from './configReading.ts';
import { firstNonSpace, strip, stripEnd } from './pythonText.ts';

/** `text` is the line from its first character that counts, at `start`, with `header` in its brackets. */
export function openSection(
  reading: Reading,
  place: Place,
  line: SourceLine,
  text: string,
  start: number,
  header: string,
): void {
  closeOption(place);
  place.behindInclude = false;
  place.reported = false;
  const trimmed = strip(header);
  const headerStart = start + 1 + Math.max(0, firstNonSpace(header));
  const typeLength = Math.max(0, trimmed.search(/\s|$/));
  const type = trimmed.slice(0, typeLength);
  const name = strip(trimmed.slice(typeLength));
  const headerEnd = headerStart + trimmed.length;
  place.section = {
    type: type.toLowerCase(),
    name,
    header: spanOf(line, headerStart, headerEnd),
    nameSpan: spanOf(line, headerEnd - name.length, headerEnd),
    lastLine: line.number,
    options: [],
    ...(place.autosaved ? { autosaved: true as const } : {}),
  };
  reading.sections.push(place.section);
  checkHeader(reading, line, { start, text, header, type, name, headerStart, headerEnd });
}

/** `[printer` or `[]`: Klipper refuses the line. The first is read on as the section that was meant. */
export function brokenHeader(
  reading: Reading,
  place: Place,
  line: SourceLine,
  start: number,
  value: string,
): void {
  const end = start + value.length;
  const firmware = wordsForBrokenHeader(place, value);
  const header = value.slice(1).replace(/\].*$/s, '');
  if (strip(header) === '') {
    report(reading, line, start, end, {
      rule: 'section-without-name',
      severity: 'error',
      message: 'This section has no name; write what it configures, such as [printer].',
      firmware,
    });
    return;
  }
  openSection(reading, place, line, `[${header}]`, start, header);
  report(reading, line, start, end, {
    rule: 'section-not-closed',
    severity: 'error',
    message: `This section header has no closing bracket; write [${strip(header)}].`,
    firmware,
  });
}

/** With a separator in it Klipper takes the line for an option, which no section has. */
function wordsForBrokenHeader(place: Place, value: string): string {
  const { section } = place;
  if (!section || place.behindInclude) return NO_SECTION_HEADERS;
  const separator = value.search(/[=:]/);
  if (separator < 0) return PARSING_ERRORS;
  const option = stripEnd(value.slice(0, separator)).toLowerCase();
  return `Option '${option}' is not valid in section '${sectionKey(section).toLowerCase()}'`;
}

/** Modules of Klipper and of add-ons whose names have capital letters. */
const WITH_CAPITALS = /^(?:dac084S085|AFC(?:_\w+)?|BDsensor|BDpressure|TJC3224)$/;

/** What Klipper takes in a header without a word, or refuses only later. */
function checkHeader(
  reading: Reading,
  line: SourceLine,
  found: {
    readonly start: number;
    readonly text: string;
    readonly header: string;
    readonly type: string;
    readonly name: string;
    readonly headerStart: number;
    readonly headerEnd: number;
  },
): void {
  const { start, text, header, type, name, headerStart, headerEnd } = found;
  const notValid = `Section '${header.toLowerCase()}' is not a valid config section`;
  if (type === 'include') {
    const problem =
      name === ''
        ? 'This include names no file; write [include macros.cfg].'
        : 'Klipper looks for includes at the beginning of a line only; remove the spaces before the bracket.';
    if (name === '' || start > 0) {
      report(reading, line, headerStart, headerEnd, {
        rule: 'include-not-read',
        severity: 'error',
        message: problem,
        firmware: notValid,
      });
    }
    return;
  }
  if (type !== type.toLowerCase() && !WITH_CAPITALS.test(type)) {
    report(reading, line, headerStart, headerStart + type.length, {
      rule: 'section-case',
      severity: 'error',
      message: `Klipper knows its sections in lower case only; write [${[type.toLowerCase(), name].filter(Boolean).join(' ')}].`,
      firmware: notValid,
    });
  }
  if (header !== strip(header)) {
    report(reading, line, start + 1, start + 1 + header.length, {
      rule: 'section-spaces',
      severity: 'warning',
      message: `Klipper counts the spaces at the brackets as part of the name; write [${strip(header)}].`,
    });
  }
  const behind = text.slice(header.length + 2);
  const first = firstNonSpace(behind);
  if (first >= 0) {
    report(reading, line, start + header.length + 2 + first, start + stripEnd(text).length, {
      rule: 'text-after-header',
      severity: 'warning',
      message:
        'Klipper passes over what stands behind the closing bracket; move it to a line of its own or begin it with #.',
    });
  }
}
