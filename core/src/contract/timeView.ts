import * as z from 'zod/mini';
import { ROLE_COLORS } from './summaryView.ts';

// Messages between the Print Time page and the extension. Each side checks what it receives: the page
// shows text that came from a file, and the extension acts on what a page sends.

const text = z.string().check(z.maxLength(2_000));
const share = z.number().check(z.minimum(0), z.maximum(1));
const count = z.int().check(z.minimum(0));
const name = z.string().check(z.regex(/^[a-z][a-z_]{0,60}$/));

/** More values than this make no table that anybody reads. */
export const MOST_WHAT_IF_ROWS = 50;

const figure = z.object({ name: text, value: text, note: text });

const bar = z.object({
  name: text,
  color: z.enum(ROLE_COLORS),
  time: text,
  note: text,
  /** Of the longest bar. */
  share,
});

const layerChart = z.object({
  /** From the bed up, each for one or more layers; the longest has the share 1. */
  bars: z
    .array(z.object({ layer: count, share, label: text }))
    .check(z.minLength(1), z.maxLength(600)),
  /** The whole chart in words. */
  description: text,
  /** What stands at the ends of its axes. */
  longest: text,
  lowest: text,
  highest: text,
});

const limit = z.object({
  name,
  unit: text,
  summary: text,
  /** What it is on the printer; null where the printer does not say. */
  value: z.nullable(z.number()),
  /** Whether it is one of the few that people try first. */
  isMain: z.boolean(),
});

const time = z.object({
  /** Address of the file, so that the page can be filled again when the window is reloaded. */
  uri: text,
  file: text,
  figures: z.array(figure),
  printer: z.object({
    words: text,
    isChosen: z.boolean(),
    hasConfig: z.boolean(),
    /** A sentence where the chosen printer does not count; '' for none. */
    problem: text,
  }),
  roles: z.array(bar),
  layerChart: z.nullable(layerChart),
  /** The bar that is picked out: of the layer that the person came from. */
  pickedLayer: z.nullable(count),
  objects: z.array(bar).check(z.maxLength(200)),
  /** How many objects there are beyond those. */
  moreObjects: count,
  /** Commands whose time is in none of the figures, each with its first line. */
  unknown: z.array(z.object({ text, line: count })).check(z.maxLength(200)),
  limits: z.array(limit),
  fileSetsLimits: z.boolean(),
});

/** Times with other limits beside those of now. */
const whatIfResult = z.object({
  time: text,
  /** `−12 min (−16 %)`; '' for none. */
  difference: text,
  change: z.enum(['less', 'more', 'same']),
  roles: z.array(
    z.object({
      name: text,
      color: z.enum(ROLE_COLORS),
      now: text,
      changed: text,
      difference: text,
      /** Of the longest of all, now and changed. */
      nowShare: share,
      changedShare: share,
    }),
  ),
});

const whatIfTable = z.object({
  columns: z.array(text),
  rows: z.array(z.array(text)).check(z.maxLength(MOST_WHAT_IF_ROWS)),
});

/** Extension → page: all there is to show, as a whole; or why there is nothing; or an answer. */
export const timePageMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('time'), time }),
  z.object({ type: z.literal('nothing'), sentence: text }),
  z.object({ type: z.literal('whatIf'), id: count, result: whatIfResult }),
  z.object({ type: z.literal('whatIfTable'), id: count, table: whatIfTable }),
  /** What was asked for cannot be planned. */
  z.object({ type: z.literal('refused'), id: count, sentence: text }),
]);
export type TimePageMessage = z.infer<typeof timePageMessage>;
export type PrintTime = z.infer<typeof time>;
export type WhatIfResult = z.infer<typeof whatIfResult>;
export type WhatIfTable = z.infer<typeof whatIfTable>;

const set = z.record(name, z.number());
const fileLimits = z.enum(['follow', 'ignore']);

/** Page → extension: it listens, or a person chose or typed something in it. */
export const timeHostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('goToLayer'), layer: count }),
  z.object({ type: z.literal('goToLine'), line: count }),
  z.object({ type: z.literal('choosePrinter') }),
  z.object({ type: z.literal('openPrinterConfig') }),
  /** An answer to it has the same `id`; a later question of the same type takes its place. */
  z.object({ type: z.literal('whatIf'), id: count, set, fileLimits }),
  z.object({
    type: z.literal('whatIfTable'),
    id: count,
    sets: z.array(set).check(z.maxLength(MOST_WHAT_IF_ROWS)),
    fileLimits,
  }),
  /** The table of the last answer to the clipboard. */
  z.object({ type: z.literal('copyTable'), format: z.enum(['Markdown', 'CSV']) }),
]);
export type TimeHostMessage = z.infer<typeof timeHostMessage>;

/** What the page keeps while it is hidden, and across a reload of the window. */
export const timePageState = z.object({
  uri: text,
  /** What was typed, by name of the limit. */
  values: z.record(name, text),
  ignoresFileLimits: z.boolean(),
  showsAllLimits: z.boolean(),
  tableLimit: z.union([name, z.literal('')]),
  tableValues: text,
});
export type TimePageState = z.infer<typeof timePageState>;
