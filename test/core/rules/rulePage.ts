import fs from 'node:fs';
import path from 'node:path';
import { FIRMWARE_NAMES } from '#core/commands/firmware';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import { type GcodeText, textFromBytes } from '#core/gcode/text';
import { assumedProfile } from '#core/machine/assumedProfile';
import type { MachineProfile } from '#core/machine/profile';
import type { Rule } from '#core/rules/rule';

export const PAGES = path.resolve(import.meta.dirname, '../../../docs/rules');

/** A page of docs/rules, taken apart. */
export interface RulePage {
  /** Up to the first heading of the second level. */
  readonly head: string;
  /** From there on. */
  readonly body: string;
  /** Headings of the second level, in order. */
  readonly headings: readonly string[];
  section(heading: string): string;
  /** What stands between the fences of a section; undefined where it has no such block. */
  block(heading: string): string | undefined;
}

/** The page of a rule; an empty one where there is none. */
export function readRulePage(id: string): RulePage {
  const file = path.join(PAGES, `${id}.md`);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const start = text.indexOf('\n## ') + 1;
  const parts = text.slice(start).split(/^## /m).slice(1);
  const sections = new Map(
    parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
  const section = (heading: string): string => sections.get(heading) ?? '';
  return {
    head: text.slice(0, start),
    body: text.slice(start),
    headings: [...sections.keys()],
    section,
    block: (heading) => /^```[a-z]*\n(.*?)^```$/ms.exec(section(heading))?.[1],
  };
}

/** What the head of a rule's page says, from the rule itself. */
export function headOfPage({ id, why, severity, firmwares, fixes }: Rule): string {
  const names = firmwares.map((firmware) => FIRMWARE_NAMES[firmware]).join(', ');
  return `# ${id}

${why}

| Severity | Firmware | Quick fix |
|---|---|---|
| ${severity} | ${names} | ${fixes ? 'yes' : 'no'} |

`;
}

/**
 * The text of an example. Signs stand for what a page cannot show: \`␀\` for a NUL byte, \`␍\` for a carriage
 * return, \`\\xE9\` for any other byte, and \`␄\` for the end of the file, where no line end follows.
 */
export function exampleText(block: string): GcodeText {
  const text = block.replace(/␄\n$/, '').replace(/␀/g, '\0').replace(/␍/g, '\r');
  const bytes = text
    .split(/(\\x[0-9A-F]{2})/)
    .map((part, index) =>
      index % 2 === 1
        ? Uint8Array.of(Number.parseInt(part.slice(2), 16))
        : new TextEncoder().encode(part),
    );
  return textFromBytes(new Uint8Array(Buffer.concat(bytes)));
}

/** The printer of an example: a part of its printer.cfg, or as JSON what no printer.cfg can say. */
export function exampleProfile(section: string | undefined): MachineProfile | undefined {
  const [, language, text = ''] = /^```(ini|json)\n(.*?)^```$/ms.exec(section ?? '') ?? [];
  if (language === 'json') {
    const source = { kind: 'preset', id: 'example', address: '' } as const;
    return { ...assumedProfile('klipper'), source, ...JSON.parse(text) };
  }
  if (language === undefined) return undefined;
  const configuration = loadConfiguration('printer.cfg', {
    read: (name) => (name === 'printer.cfg' ? text : undefined),
    glob: () => [],
  });
  return profileFromConfig(configuration, 'example').profile;
}
