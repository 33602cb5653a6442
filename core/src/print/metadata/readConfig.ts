import type { Facts } from './facts.ts';

/** Comments between which a slicer writes its settings. */
const BLOCKS: readonly { readonly begin: string; readonly end: string }[] = [
  { begin: 'prusaslicer_config = begin', end: 'prusaslicer_config = end' },
  { begin: 'SuperSlicer_config = begin', end: 'SuperSlicer_config = end' },
  { begin: 'CONFIG_BLOCK_START', end: 'CONFIG_BLOCK_END' },
];

const CURA_SETTINGS = /^SETTING_3 ?(.*)$/;

/** A setting's name, as against `filament used [mm]` and other statements. */
const SETTING = /^([A-Za-z][A-Za-z0-9_]*)\s*=\s?(.*)$/;

/**
 * The slicer's settings: a block between its marks, Cura's JSON, or – for Slic3r, which marks nothing –
 * whatever looks like a setting. Empty where the file has none. Keys are own properties, whatever they
 * are called.
 */
export function readConfig(facts: Facts): Record<string, string> {
  return Object.fromEntries(
    curaSettings(facts.comments) ?? settingsIn(insideBlocks(facts.comments)),
  );
}

/** The comments inside blocks of settings; all comments where no block begins. */
function insideBlocks(comments: readonly string[]): readonly string[] {
  const inside: string[] = [];
  let end: string | undefined;
  let found = false;
  for (const comment of comments) {
    if (end === undefined) {
      end = BLOCKS.find((block) => block.begin === comment)?.end;
      found ||= end !== undefined;
    } else if (comment === end) end = undefined;
    else inside.push(comment);
  }
  return found ? inside : comments;
}

function settingsIn(comments: readonly string[]): Map<string, string> {
  const settings = new Map<string, string>();
  for (const comment of comments) {
    const match = SETTING.exec(comment);
    if (match?.[1] !== undefined) settings.set(match[1], match[2] ?? '');
  }
  return settings;
}

/**
 * Cura writes one JSON text, cut into lines of 80 characters, with its backslashes doubled. It holds INI
 * texts: one for the print, one for each extruder. Several extruders' values are joined by `,`.
 */
function curaSettings(comments: readonly string[]): Map<string, string> | undefined {
  let text = '';
  let found = false;
  for (const comment of comments) {
    const piece = CURA_SETTINGS.exec(comment)?.[1];
    if (piece === undefined) continue;
    text += piece;
    found = true;
  }
  if (!found) return undefined;
  const quality = parseJson(text.replace(/\\(\\|n|r)/g, unescapeCura)) ?? parseJson(text);
  if (typeof quality !== 'object' || quality === null) return new Map();
  const global = 'global_quality' in quality ? quality.global_quality : undefined;
  const extruders = 'extruder_quality' in quality ? quality.extruder_quality : undefined;
  const settings = iniValues(global);
  const ofExtruders = Array.isArray(extruders) ? extruders.map(iniValues) : [];
  for (const key of new Set(ofExtruders.flatMap((values) => [...values.keys()]))) {
    settings.set(key, ofExtruders.map((values) => values.get(key) ?? '').join(','));
  }
  return settings;
}

function unescapeCura(_escape: string, letter: string): string {
  if (letter === 'n') return '\n';
  return letter === 'r' ? '\r' : '\\';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `[values]` of an INI text; a value goes on in lines that begin with a blank. */
function iniValues(text: unknown): Map<string, string> {
  const values = new Map<string, string>();
  if (typeof text !== 'string') return values;
  let inside = false;
  let key: string | undefined;
  for (const line of text.split('\n')) {
    const section = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      inside = section === 'values';
      key = undefined;
      continue;
    }
    if (!inside) continue;
    const setting = SETTING.exec(line);
    if (setting?.[1] !== undefined) {
      key = setting[1];
      values.set(key, (setting[2] ?? '').trim());
    } else if (key !== undefined && /^\s+\S/.test(line))
      values.set(key, `${values.get(key) ?? ''}\n${line.trim()}`);
  }
  return values;
}
