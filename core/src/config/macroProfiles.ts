import type { MacroProfile } from '../machine/profile.ts';
import type { ConfigSettings } from './configSettings.ts';

type Parameter = MacroProfile['parameters'][number];

/** Every `[gcode_macro NAME]`; of two that differ in case only the later one counts. */
export function readMacros(settings: ConfigSettings): MacroProfile[] {
  const macros = new Map<string, MacroProfile>();
  for (const { type, name, options } of settings.values()) {
    const own = macroName(name);
    if (type !== 'gcode_macro' || own === '') continue;
    const body = options.get('gcode') ?? '';
    const description = options.get('description');
    const renames = options.get('rename_existing');
    macros.set(own, {
      name: own,
      parameters: macroParameters(body),
      ...(description === undefined ? {} : { description }),
      ...(renames === undefined ? {} : { renames }),
      body,
    });
  }
  return [...macros.values()];
}

/** Klipper takes the first word behind `gcode_macro`, and calls it in upper case. */
export function macroName(sectionName: string): string {
  return (sectionName.split(/\s/)[0] ?? '').toUpperCase();
}

/**
 * The parameters that a macro's body asks for: `params.NAME`, `params['NAME']`, `params.get('NAME', …)` and
 * `'NAME' in params`, in order of appearance, with what `|default(…)` says. The body is looked through as
 * text; nothing of it is run.
 */
export function macroParameters(body: string): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const match of body.matchAll(REFERENCE)) {
    const { attribute, key, member } = match.groups ?? {};
    const behind = body.slice(match.index + match[0].length).slice(0, MOST_FILTER_TEXT);
    const isCall = attribute !== undefined && /^\s*\(/.test(behind);
    const got = attribute === 'get' && isCall ? GET.exec(behind)?.groups : undefined;
    const stated = got?.key ?? (isCall ? undefined : (attribute ?? key ?? member));
    // Klipper hands parameters over in upper case.
    const name = stated?.toUpperCase();
    if (name === undefined || found.get(name)?.default !== undefined) continue;
    const usual = got ? argument(got.rest ?? '') : member ? undefined : filterDefault(behind);
    found.set(name, usual === undefined ? { name } : { name, default: usual });
  }
  return [...found.values()];
}

/** No filter is longer; a body with many parameters must not be read many times over. */
const MOST_FILTER_TEXT = 1_000;

const REFERENCE =
  /\bparams\s*(?:\.\s*(?<attribute>[A-Za-z_]\w*)|\[\s*(?<quote>['"])(?<key>\w+)\k<quote>\s*\])|(?<quote2>['"])(?<member>\w+)\k<quote2>\s+(?:not\s+)?in\s+params\b/g;

const GET = /^\s*\(\s*(?<quote>['"])(?<key>\w+)\k<quote>\s*(?:,(?<rest>[\s\S]*))?/;

/** What `|default(…)` in the filters behind a parameter says. */
function filterDefault(behind: string): string | undefined {
  let rest = behind;
  for (;;) {
    const filter = /^\s*\|\s*(\w+)/.exec(rest);
    if (!filter) return undefined;
    rest = rest.slice(filter[0].length);
    const open = /^\s*\(/.exec(rest);
    if (!open) continue;
    const inside = rest.slice(open[0].length);
    if (filter[1] === 'default' || filter[1] === 'd') return argument(inside);
    rest = inside.slice(argumentEnd(inside, ')') + 1);
  }
}

/** The first argument of a call whose bracket is open: text without its quotes, anything else as written. */
function argument(inside: string): string | undefined {
  const text = inside.slice(0, argumentEnd(inside, ',)')).trim();
  const quoted = /^(['"])([^'"]*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? '') : text === '' ? undefined : text;
}

/** Index of the first of `ends` outside of quotes and brackets, or the end. */
function argumentEnd(text: string, ends: string): number {
  let depth = 0;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (depth === 0 && ends.includes(character)) return index;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
  }
  return text.length;
}
