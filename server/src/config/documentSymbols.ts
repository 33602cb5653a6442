import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { ConfigOption, ConfigSection } from '#core/config/config';
import { type ConfigText, linesRange, spanRange } from './configText.ts';
import { isGcodeOption } from './gcodeBody.ts';

/** Longer values are cut; the editor shows them behind the name. */
const LONGEST_DETAIL = 60;

/** Sections with their options; macros are functions. */
export function configSymbols(text: ConfigText): DocumentSymbol[] {
  return text.document.sections.map((section) => ({
    name: nameOf(section),
    detail: detailOf(section),
    kind: kindOf(section),
    range: linesRange(text, section.header.line, Math.max(section.header.line, section.lastLine)),
    selectionRange: spanRange(section.header),
    children: section.options.map((option) => optionSymbol(text, section, option)),
  }));
}

/** The editor refuses symbols without a name. */
function nameOf({ type, name }: ConfigSection): string {
  if (type === 'gcode_macro' && name !== '') return name;
  return [type, name].filter(Boolean).join(' ') || '[]';
}

function detailOf(section: ConfigSection): string {
  if (section.autosaved) return 'saved by SAVE_CONFIG';
  if (section.type !== 'gcode_macro') return '';
  return section.options.find(({ name }) => name === 'description')?.value ?? 'macro';
}

function kindOf({ type }: ConfigSection): SymbolKind {
  if (type === 'gcode_macro' || type === 'delayed_gcode') return SymbolKind.Function;
  return type === 'include' ? SymbolKind.File : SymbolKind.Module;
}

function optionSymbol(
  text: ConfigText,
  section: ConfigSection,
  option: ConfigOption,
): DocumentSymbol {
  const isCode = isGcodeOption(section, option);
  return {
    name: option.name || ':',
    detail: isCode ? '' : shortened(option.value),
    kind: isCode
      ? SymbolKind.Method
      : option.name.startsWith('variable_')
        ? SymbolKind.Variable
        : SymbolKind.Property,
    range: linesRange(text, option.nameSpan.line, option.lastLine),
    selectionRange: spanRange(option.nameSpan),
  };
}

function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}
