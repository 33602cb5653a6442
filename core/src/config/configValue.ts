import {
  closeOption,
  type OpenOption,
  type OpenSection,
  PARSING_ERRORS,
  type Place,
  type Reading,
  report,
  type SourceLine,
  sectionKey,
  spanOf,
} from './configReading.ts';
import { strip, stripEnd } from './pythonText.ts';

/** `name: value` or `name = value`; any other line is reported. */
export function openOption(
  reading: Reading,
  place: Place,
  section: OpenSection,
  line: SourceLine,
  start: number,
  value: string,
): void {
  const end = start + value.length;
  const separator = value.search(/[=:]/);
  const name = separator < 0 ? '' : stripEnd(value.slice(0, separator));
  if (name === '') {
    report(reading, line, start, end, {
      rule: separator < 0 ? 'not-an-option' : 'option-without-name',
      severity: 'error',
      message:
        separator < 0
          ? 'This line is neither an option nor the rest of a value; write "name: value", indent it to go on with the option above, or begin it with #.'
          : 'This line has no option name before its separator; write "name: value", or indent it to go on with the option above.',
      firmware: PARSING_ERRORS,
    });
    return;
  }
  closeOption(place);
  const first = strip(value.slice(separator + 1));
  const option: OpenOption = {
    name: name.toLowerCase(),
    nameSpan: spanOf(line, start, start + name.length),
    value: first,
    valueSpans: first === '' ? [] : [spanOf(line, end - first.length, end)],
    lastLine: line.number,
  };
  section.options.push(option);
  section.lastLine = line.number;
  place.option = option;
  place.value = [first];
  const key = `${sectionKey(section)}\n${option.name}`;
  const earlier = place.known.get(key);
  if (earlier) {
    const { nameSpan } = earlier;
    reading.problems.push({
      ...nameSpan,
      rule: 'duplicate-option',
      severity: 'hint',
      message: `"${option.name}" stands again in line ${line.number + 1}, and of two the later one counts; remove this one.`,
    });
  }
  place.known.set(key, option);
}

/** A further line of the open option's value. */
export function continueOption(
  reading: Reading,
  place: Place,
  option: OpenOption,
  line: SourceLine,
  start: number,
  value: string,
): void {
  const end = start + value.length;
  const isHeader = /^\[[A-Za-z]\w*(?: [^\]]+)?\]$/.test(value);
  const isOption =
    option.value !== '' && !TAKES_LINES.test(option.name) && /^[a-z]\w*\s*[:=]\s*\S/.test(value);
  if (isHeader || isOption) {
    report(reading, line, start, end, {
      rule: isHeader ? 'indented-header' : 'indented-option',
      severity: 'warning',
      message: `Klipper takes this line as part of "${option.name}" above, because it is indented; remove the spaces before it.`,
    });
  }
  place.value.push(value);
  option.valueSpans.push(spanOf(line, start, end));
  option.lastLine = line.number;
  if (place.section) place.section.lastLine = line.number;
}

/** Options whose value may well have lines that look like options. */
const TAKES_LINES = /gcode|alias|template|text|variable_|enable|name/;
