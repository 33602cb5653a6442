import { commandNames, commandReference } from '../../commands/command.ts';
import { nearestName } from '../../commands/nearestName.ts';
import { macroName } from '../macroProfiles.ts';
import type { CheckContext, CheckedOption } from './check.ts';
import { hasSectionFor } from './commandSections.ts';
import { readTemplate, type Template } from './jinja.ts';
import { optionText } from './optionText.ts';

/**
 * Commands in scripts that neither Klipper with this configuration nor a macro of it defines. Klipper says
 * `Unknown command` and goes on, and add-ons bring commands of their own, so it is a hint only.
 */
export function macroCommands(context: CheckContext): void {
  if (!context.isWhole || context.readers !== 'klipper') return;
  const own = new Set<string>();
  for (const { merged } of context.sections) {
    if (merged.type !== 'gcode_macro') continue;
    own.add(macroName(merged.name));
    const renamed = merged.options.get('rename_existing')?.option.value;
    if (renamed !== undefined) own.add(renamed.trim().toUpperCase());
  }
  const meant = guesses([...commandNames('klipper'), ...own]);
  for (const section of context.sections) {
    if (section.reference?.origin !== undefined) continue;
    for (const option of section.options) {
      if (option.reference?.kind === 'gcode') checkScript(context, option, own, meant);
    }
  }
}

function checkScript(
  context: CheckContext,
  { path, option }: CheckedOption,
  own: ReadonlySet<string>,
  meant: (name: string) => string | undefined,
): void {
  const { text, spanOf } = optionText(option);
  const template = readTemplate(text);
  if (template.faults.length > 0) return;
  for (const { name, start, end } of commandsOf(text, template)) {
    if (own.has(name)) continue;
    const reference = commandReference(name);
    const isKlippers = reference?.firmwares.includes('klipper') === true;
    if (reference && isKlippers && hasSectionFor(context.configuration, reference)) continue;
    const near = isKlippers ? undefined : meant(name);
    context.report(path, {
      ...spanOf(start, end),
      rule: 'unknown-command-in-script',
      severity: 'hint',
      message:
        isKlippers && reference
          ? `Klipper knows ${name} only with ${reference.klipperSection}; add that section, or remove the command.`
          : `Neither Klipper nor a macro defines ${name}; ${near ? `perhaps ${near} is meant` : 'write a macro of this name, or remove the command'}.`,
      firmware: `Unknown command:"${name}"`,
    });
  }
}

/** Comparing with thousands of macros takes time, and nobody reads so many guesses. */
const MOST_GUESSES = 100;

/** Guesses what was meant by a name, each name once. */
function guesses(known: readonly string[]): (name: string) => string | undefined {
  const guessed = new Map<string, string | undefined>();
  return (name) => {
    if (!guessed.has(name) && guessed.size < MOST_GUESSES)
      guessed.set(name, nearestName(name, known));
    return guessed.get(name);
  };
}

interface Command {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The first word of each line, where nothing of it comes from an expression. */
function commandsOf(text: string, { pieces }: Template): Command[] {
  let plain = '';
  for (const { kind, start, end } of pieces) {
    plain = plain.padEnd(start, ' ');
    if (kind === 'text') plain += text.slice(start, end);
    else plain += (kind === 'expression' ? EXPRESSION : ' ').repeat(end - start);
  }
  const commands: Command[] = [];
  let lineStart = 0;
  for (const line of plain.split('\n')) {
    const word = /^\s*([^\s;]+)/.exec(line)?.[1];
    if (word !== undefined) {
      const start = lineStart + line.indexOf(word);
      const upperCase = word.toUpperCase();
      const code = /^[A-Z]\d+(?:\.\d+)?(?=$|[A-Z*¤])/.exec(upperCase)?.[0];
      const name = code ?? (/^[A-Z_][A-Z_][A-Z\d_]*$/.test(upperCase) ? upperCase : undefined);
      if (name !== undefined) commands.push({ name, start, end: start + name.length });
    }
    lineStart += line.length + 1;
  }
  return commands;
}

/** Stands for each character of an expression. */
const EXPRESSION = '¤';
