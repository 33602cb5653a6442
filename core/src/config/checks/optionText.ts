import type { ConfigOption, ConfigSpan } from '../config.ts';
import { strip } from '../pythonText.ts';

/** The value of an option as one text, and where each piece of it stands in the file. */
export interface OptionText {
  readonly text: string;
  /** The place of a piece of the text; only as far as the end of its first line. */
  spanOf(start: number, end: number): ConfigSpan;
}

/** The spans of a value are those of its lines that have text, in their order. */
export function optionText(option: ConfigOption): OptionText {
  const starts: number[] = [];
  const lines: string[] = [];
  let start = 0;
  for (const line of option.value.split('\n')) {
    if (line !== '') {
      starts.push(start);
      lines.push(line);
    }
    start += line.length + 1;
  }
  return {
    text: option.value,
    spanOf(from, to) {
      let index = 0;
      while (index + 1 < starts.length && (starts[index + 1] ?? 0) <= from) index++;
      const span = option.valueSpans[index];
      const lineStart = starts[index] ?? 0;
      if (!span) return option.nameSpan;
      const column = span.start + Math.max(0, from - lineStart);
      const lineEnd = lineStart + (lines[index]?.length ?? 0);
      return {
        line: span.line,
        start: column,
        end: Math.max(column, span.start + Math.min(to, lineEnd) - lineStart),
      };
    },
  };
}

/** The pieces between commas and where each stands, empty ones too. */
export function listItems(
  option: ConfigOption,
): readonly { readonly text: string; readonly span: ConfigSpan }[] {
  const { text, spanOf } = optionText(option);
  let start = 0;
  return text.split(',').map((part) => {
    const item = strip(part);
    const from = start + part.indexOf(item);
    start += part.length + 1;
    return { text: item, span: spanOf(from, from + item.length) };
  });
}
