import type { ConfigSection, OptionReference, SectionReference } from '#core/config/config';
import { optionReference, sectionReference } from '#core/config/sectionReference';
import { escapeMarkdown } from '../markdown.ts';

// What hover and completion say about sections and options, as Markdown.

const KINDS: Readonly<Record<OptionReference['kind'], string>> = {
  float: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  choice: 'choice',
  string: 'text',
  pin: 'pin',
  gcode: 'G-code',
  numbers: 'numbers',
  list: 'list',
};

export function referenceOfOption(type: string, name: string): OptionReference | undefined {
  const section = sectionReference(type);
  return section && optionReference(section, name);
}

const ORIGINS: Readonly<Record<NonNullable<SectionReference['origin']>, string>> = {
  kalico: 'Only Kalico, a fork of Klipper, knows it.',
  'plug-in': 'It is no part of Klipper: an add-on beside it brings it.',
  maker: "Only a printer maker's own Klipper knows it.",
};

export function sectionText(reference: SectionReference, section?: ConfigSection): string {
  const { type, summary, naming, openOptions, options, origin, source } = reference;
  const title = section
    ? [section.type, section.name].filter(Boolean).join(' ')
    : titleOf(reference);
  const required = options.filter((option) => option.required && !option.onlyWith);
  const notes = [
    naming === 'required' && section?.name === '' ? `It needs a name: \`[${type} NAME]\`.` : '',
    required.length === 0
      ? ''
      : `Must be set: ${required.map(({ name }) => `\`${name}\``).join(', ')}.`,
    openOptions ?? '',
    origin === undefined ? '' : ORIGINS[origin],
  ];
  return paragraphs(
    `**\\[${escapeMarkdown(title)}\\]** — ${summary}`,
    notes.filter(Boolean).join(' '),
    sourceLink(source),
  );
}

/** `gcode_macro NAME`, as the header is written. */
export function titleOf({ type, naming }: Pick<SectionReference, 'type' | 'naming'>): string {
  return naming === 'required' ? `${type} NAME` : type;
}

/** @param notes on this very place, as paragraphs */
export function optionText(
  option: OptionReference,
  source: string,
  notes: readonly string[] = [],
): string {
  return paragraphs(
    `**${escapeMarkdown(option.name)}** · ${kindText(option)} — ${option.summary}`,
    factsOf(option).join('  \n'),
    ...notes,
    sourceLink(source),
  );
}

/** `number, mm/s`. */
export function kindText({ kind, unit }: OptionReference): string {
  return unit === undefined ? KINDS[kind] : `${KINDS[kind]}, ${unit}`;
}

function factsOf(option: OptionReference): string[] {
  const { choices, deprecated, onlyWith } = option;
  const facts: string[] = [];
  if (deprecated !== undefined) facts.push(`⚠ Deprecated: ${deprecated}`);
  if (option.required) facts.push('Must be set.');
  if (option.default !== undefined) facts.push(`Default: \`${option.default}\``);
  const limits = limitsText(option);
  if (limits !== '') facts.push(limits);
  if (choices !== undefined && choices.length > 0)
    facts.push(`One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`);
  if (onlyWith !== undefined)
    facts.push(`Only with \`${onlyWith.option}: ${onlyWith.values.join('` or `')}\`.`);
  return facts;
}

/** The limits that Klipper enforces, as a sentence; '' where there are none. */
function limitsText({ min, max, above, below, unit }: OptionReference): string {
  const behind = unit === undefined ? '' : ` ${unit}`;
  const low = min !== undefined ? `at least ${min}` : above !== undefined ? `above ${above}` : '';
  const high = max !== undefined ? `at most ${max}` : below !== undefined ? `below ${below}` : '';
  const both = [low, high].filter(Boolean).join(' and ');
  return both === '' ? '' : `${both[0]?.toUpperCase()}${both.slice(1)}${behind}.`;
}

/** What the signs before a pin do (`docs/Config_Reference.md` of Klipper, "Format of micro-controller pin
 * names"); undefined for text that is no single pin. */
export function pinText(value: string): string | undefined {
  const match = /^\s*([!^~]*)\s*(?:([A-Za-z]\w*)\s*:)?\s*([A-Za-z_][\w.]*)\s*$/.exec(value);
  if (!match?.[3]) return undefined;
  const [, signs = '', board, pin] = match;
  const facts = [
    board === undefined ? '' : `of \`${board}\``,
    signs.includes('^') ? 'with a pull-up resistor (`^`)' : '',
    signs.includes('~') ? 'with a pull-down resistor (`~`)' : '',
    signs.includes('!') ? 'inverted (`!`)' : '',
  ].filter(Boolean);
  return `Pin \`${pin}\`${facts.length === 0 ? '' : ` ${facts.join(', ')}`}.`;
}

function sourceLink(address: string): string {
  return /^https:\/\/[^\s()<>]+$/.test(address) ? `[Source](${address})` : '';
}

export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
