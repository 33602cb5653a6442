import type { ConfigSection, ConfigSpan } from '#core/config/config';
import type { ConfigText } from './configText.ts';
import { type BodyLine, bodyLines, commandWords, isGcodeOption } from './gcodeBody.ts';

/** A place where the name of a macro stands. */
export interface MacroMention {
  /** In upper case, as Klipper calls it. */
  readonly name: string;
  readonly span: ConfigSpan;
  readonly role:
    | 'definition'
    /** `rename_existing: NAME`, which gives a command of Klipper's own a second name. */
    | 'renamed'
    /** A command in a body; of any name, also of Klipper's own. */
    | 'call'
    /** `MACRO=NAME` and `printer["gcode_macro NAME"]`. */
    | 'state';
}

/** Every mention of a macro or command in a file, in its order. */
export function macroMentions(text: ConfigText): readonly MacroMention[] {
  const known = mentionsOf.get(text.document);
  if (known) return known;
  const mentions = text.document.sections.flatMap((section) => mentionsInSection(text, section));
  mentionsOf.set(text.document, mentions);
  return mentions;
}

const mentionsOf = new WeakMap<object, readonly MacroMention[]>();

function mentionsInSection(text: ConfigText, section: ConfigSection): MacroMention[] {
  const mentions: MacroMention[] = [];
  const isMacro = section.type === 'gcode_macro';
  if (isMacro && section.name !== '')
    mentions.push(mention(section.name, section.nameSpan, 'definition'));
  for (const option of section.options) {
    const [first] = option.valueSpans;
    if (isMacro && option.name === 'rename_existing' && first)
      mentions.push(mention(option.value, first, 'renamed'));
    if (isGcodeOption(section, option))
      for (const line of bodyLines(text, option)) mentions.push(...mentionsInLine(line));
  }
  return mentions;
}

/** Both are compared letter by letter by Klipper, but nobody means two macros by one name. */
const STATE = /\bgcode_macro[ \t]+([A-Za-z_][\w.]*)|\bMACRO=(["']?)([A-Za-z_][\w.]*)\2/gi;

function mentionsInLine(body: BodyLine): MacroMention[] {
  const calls = commandWords(body).map(({ name, start }) =>
    mention(name, spanIn(body, start, name.length), 'call'),
  );
  const states = [...body.text.matchAll(STATE)].map((match) => {
    const name = match[1] ?? match[3] ?? '';
    const start = match.index + match[0].lastIndexOf(name);
    return mention(name, spanIn(body, start, name.length), 'state');
  });
  return [...calls, ...states].sort((one, other) => one.span.start - other.span.start);
}

function mention(name: string, span: ConfigSpan, role: MacroMention['role']): MacroMention {
  return { name: name.toUpperCase(), span, role };
}

function spanIn({ line, start }: BodyLine, at: number, length: number): ConfigSpan {
  return { line, start: start + at, end: start + at + length };
}
