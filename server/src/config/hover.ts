import type { Hover, Position } from 'vscode-languageserver';
import type { ConfigSpan } from '#core/config/config';
import { sectionKey } from '#core/config/configReading';
import { sectionReference } from '#core/config/sectionReference';
import { macroOf, macroReference } from '../features/macroReference.ts';
import { escapeMarkdown } from '../markdown.ts';
import type { ConfigContext } from './configContext.ts';
import { type ConfigPlace, type OptionPlace, placeAt } from './configPlace.ts';
import { positionInLines, spanRange, spanText } from './configText.ts';
import { isGcodeOption } from './gcodeBody.ts';
import { bodyHover } from './gcodeInBody.ts';
import { fileName } from './paths.ts';
import {
  optionText,
  paragraphs,
  pinText,
  referenceOfOption,
  sectionText,
} from './referenceText.ts';

/** What stands under the cursor. Text of the file is escaped, so nothing in it is a link or a command. */
export function configHover(context: ConfigContext, position: Position): Hover | null {
  const { text } = context;
  const at = positionInLines(text.lines, position);
  const place = placeAt(text.document, at);
  if (!place) return null;
  if (place.kind === 'header') return hoverOf(place.span, headerText(context, place));
  if (place.kind === 'value' && isGcodeOption(place.section, place.option))
    return bodyHover(context, place, at);
  return hoverOf(place.span, optionLines(context, place));
}

function hoverOf(span: ConfigSpan, value: string): Hover {
  return { contents: { kind: 'markdown', value }, range: spanRange(span) };
}

function headerText(
  { configuration, profile }: ConfigContext,
  { section }: Extract<ConfigPlace, { kind: 'header' }>,
): string {
  if (section.type === 'include')
    return 'Klipper reads these files here, in the order of their names.';
  const reference = sectionReference(section.type);
  const title = sectionKey(section);
  const macro = section.type === 'gcode_macro' ? macroOf(profile.macros, section.name) : undefined;
  const places = configuration.sections.get(title)?.places.length ?? 1;
  return paragraphs(
    reference
      ? sectionText(reference, section)
      : `**\\[${escapeMarkdown(title)}\\]** — no section that Klipper documents.`,
    macro ? macroReference(macro).summary : '',
    places > 1
      ? `It stands in ${places} places, which Klipper reads as one section; of two values for an option the later counts.`
      : '',
  );
}

function optionLines(context: ConfigContext, place: OptionPlace & ConfigPlace): string {
  const { section, option } = place;
  const reference = referenceOfOption(section.type, option.name);
  const source = sectionReference(section.type)?.source ?? '';
  const isPin = place.kind === 'value' && reference?.kind === 'pin';
  const notes = [
    isPin ? (pinText(spanText(context.text, place.span)) ?? '') : '',
    overriddenText(context, place),
  ];
  if (reference) return optionText(reference, source, notes);
  const where = escapeMarkdown(section.type);
  return paragraphs(
    `**${escapeMarkdown(option.name)}** — no option of \\[${where}\\] that Klipper documents.`,
    ...notes,
  );
}

/** Says so where another value of the same option is the one that counts. */
function overriddenText({ configuration, text }: ConfigContext, place: OptionPlace): string {
  const { section, option } = place;
  const counting = configuration.sections.get(sectionKey(section))?.options.get(option.name);
  if (!counting || counting.option === option || counting.option.value === option.value) return '';
  const where =
    counting.path === text.path
      ? `line ${counting.option.nameSpan.line + 1}`
      : `${escapeMarkdown(fileName(counting.path))}, line ${counting.option.nameSpan.line + 1}`;
  return `⚠ Another value counts: \`${codeText(counting.option.value)}\` in ${where}.`;
}

/** Text of a file between backticks. */
function codeText(value: string): string {
  const line = value.replace(/[`\s]+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
