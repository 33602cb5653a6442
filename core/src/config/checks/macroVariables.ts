import { pythonFloat } from '../pythonText.ts';
import { type CheckContext, valueSpan } from './check.ts';

/** `variable_*` of a macro and `param_*` of a template are Python literals; a bare word is none. */
export function macroVariables({ sections, report }: CheckContext): void {
  for (const { merged, title, options } of sections) {
    const prefix = PREFIXES[merged.type];
    if (!prefix) continue;
    for (const { path, option, reference } of options) {
      if (!option.name.startsWith(prefix) || reference?.deprecated) continue;
      if (looksLikeLiteral(option.value)) continue;
      const isWord = /^[\w .:/-]+$/.test(option.value);
      report(path, {
        ...valueSpan(option),
        rule: 'bad-literal',
        severity: 'error',
        message: `The value of "${option.name}" is no Python literal; ${isWord ? `put text into quotes, as "${option.value}"` : 'write a number, True, False, None, text in quotes, a list or a dictionary'}.`,
        firmware: `Option '${option.name}' in section '${title}' is not a valid literal`,
      });
    }
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  gcode_macro: 'variable_',
  display_template: 'param_',
};

/** True where it may be one: lists and sums of literals are only looked at from outside. */
function looksLikeLiteral(value: string): boolean {
  if (/^(?:True|False|None)$/.test(value)) return true;
  if (pythonFloat(value) !== undefined) return !/[a-df-z]/i.test(value);
  if (/^[+-]?0[xob][\da-f_]+$/i.test(value)) return true;
  if (/^[[({].*[\])}]$/s.test(value)) return hasBalancedBrackets(value);
  return /^(?:[rbuf]{0,2})(?:"[\s\S]*"|'[\s\S]*')$/i.test(value) || /^[\d"'+-].*,/s.test(value);
}

function hasBalancedBrackets(value: string): boolean {
  const open: string[] = [];
  for (const [part] of value.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[\](){}]/g)) {
    if (part === '[' || part === '(' || part === '{') open.push(part);
    else if (part.length === 1 && open.pop() !== OPENING[part]) return false;
  }
  return open.length === 0;
}

const OPENING: Readonly<Record<string, string>> = { ']': '[', ')': '(', '}': '{' };
