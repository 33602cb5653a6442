import type { Position } from 'vscode-languageserver';
import type { ConfigDocument, ConfigOption, ConfigSection, ConfigSpan } from '#core/config/config';

/** What stands at a place of a printer.cfg. */
export type ConfigPlace =
  | { readonly kind: 'header'; readonly section: ConfigSection; readonly span: ConfigSpan }
  | (OptionPlace & { readonly kind: 'optionName' })
  | (OptionPlace & { readonly kind: 'value' });

export interface OptionPlace {
  readonly section: ConfigSection;
  readonly option: ConfigOption;
  /** The name, or the piece of the value that stands on this line. */
  readonly span: ConfigSpan;
}

/** Undefined in comments, between sections and on lines that Klipper does not read. */
export function placeAt(document: ConfigDocument, position: Position): ConfigPlace | undefined {
  const section = sectionAt(document, position.line);
  if (!section) return undefined;
  if (touches(section.header, position)) return { kind: 'header', section, span: section.header };
  const option = section.options.find(
    ({ nameSpan, lastLine }) => nameSpan.line <= position.line && position.line <= lastLine,
  );
  if (!option) return undefined;
  if (touches(option.nameSpan, position))
    return { kind: 'optionName', section, option, span: option.nameSpan };
  const span = option.valueSpans.find((each) => touches(each, position));
  return span && { kind: 'value', section, option, span };
}

/** The section that a line belongs to, or follows: what is typed there becomes part of it. */
export function sectionAt(document: ConfigDocument, line: number): ConfigSection | undefined {
  let low = 0;
  let high = document.sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((document.sections[middle]?.header.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return document.sections[low - 1];
}

export function touches(span: ConfigSpan, { line, character }: Position): boolean {
  return span.line === line && span.start <= character && character <= span.end;
}
