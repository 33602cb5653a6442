import type { CheckContext, CheckedOption, CheckedSection } from './check.ts';
import { readTemplate, type Template } from './jinja.ts';
import { optionText } from './optionText.ts';

/** Scripts whose Jinja does not come apart as it should, and parameters that are never set. */
export function macroTemplates(context: CheckContext): void {
  for (const section of context.sections) {
    if (section.reference?.origin !== undefined) continue;
    for (const option of section.options) {
      if (option.reference?.kind === 'gcode') checkScript(context, section, option);
    }
  }
}

function checkScript(
  { report }: CheckContext,
  section: CheckedSection,
  { path, option }: CheckedOption,
): void {
  const { text, spanOf } = optionText(option);
  const template = readTemplate(text);
  for (const { start, end, message, jinja } of template.faults) {
    report(path, {
      ...spanOf(start, end),
      rule: 'template-syntax',
      severity: 'error',
      message,
      firmware: `Error loading template '${section.title}:${option.name}'${jinja ? `: jinja2.exceptions.TemplateSyntaxError: ${jinja}` : ''}`,
    });
  }
  if (section.merged.type !== 'gcode_macro') return;
  for (const { name, start, end } of lowerCaseParameters(text, template)) {
    report(path, {
      ...spanOf(start, end),
      rule: 'lower-case-parameter',
      severity: 'warning',
      message: `Klipper hands parameters over in upper case, so "${name}" is never set; write "${name.toUpperCase()}".`,
    });
  }
}

interface Parameter {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Methods of a dictionary, which stand in the same place as a parameter. */
const METHODS: ReadonlySet<string> = new Set([
  'get',
  'items',
  'keys',
  'values',
  'update',
  'copy',
  'pop',
]);

function lowerCaseParameters(text: string, { pieces }: Template): Parameter[] {
  const code = pieces.filter(({ kind }) => kind !== 'text');
  // A macro may build a `params` of its own, whose names are its own too.
  const own = /^\{%[-+]?\s*(?:set\s+params\b|for\s+(?:\w+\s*,\s*)?params\b)/;
  if (code.some(({ start, end }) => own.test(text.slice(start, end)))) return [];
  return code.flatMap((piece) =>
    [...text.slice(piece.start, piece.end).matchAll(PARAMETER)].flatMap((match) => {
      const name = match[1] ?? match[2] ?? '';
      if (METHODS.has(name) || name === name.toUpperCase()) return [];
      const start = piece.start + match.index + match[0].lastIndexOf(name);
      return { name, start, end: start + name.length };
    }),
  );
}

const PARAMETER = /(?<![.\w])params\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*["']([A-Za-z_]\w*)["']\s*\])/g;
