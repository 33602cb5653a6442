import * as z from 'zod/mini';

// Messages between the Print Summary page and the extension. Each side checks what it receives: the
// page shows text that came from a file, and the extension acts on what a page sends.

// Longer than any setting a slicer writes, short enough that no file can flood the page.
const text = z.string().check(z.maxLength(20_000));
const share = z.number().check(z.minimum(0), z.maximum(1));
const count = z.int().check(z.minimum(0));

const namedValue = z.object({
  name: text,
  value: text,
  /** Where the value comes from, or what goes with it; '' for nothing. */
  note: text,
});

const picture = z.object({
  /** PNG or JPEG, nothing else: an SVG could hold more than a picture. */
  source: z
    .string()
    .check(
      z.regex(/^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/),
      z.maxLength(6_000_000),
    ),
  width: z.int().check(z.minimum(1), z.maximum(8192)),
  height: z.int().check(z.minimum(1), z.maximum(8192)),
});

/** Theme colours that package.json contributes as `3dpai.outerWall` and so on. */
export const ROLE_COLORS = [
  'outerWall',
  'innerWall',
  'overhang',
  'sparseInfill',
  'solidInfill',
  'topSurface',
  'support',
  'adhesion',
  'tower',
  'other',
] as const;
export type RoleColor = (typeof ROLE_COLORS)[number];

const roleBar = z.object({
  name: text,
  color: z.enum(ROLE_COLORS),
  time: text,
  /** Of the time of all roles. */
  share,
  /** First line of its next feature, from 1. */
  line: count,
});

const layerChart = z.object({
  /** Bars from left to right, each for one or more layers; 1 is the longest. */
  bars: z.array(share).check(z.maxLength(400)),
  /** The whole chart in words. */
  description: text,
  slowest: z.object({ layer: count, name: text, time: text }),
});

const summary = z.object({
  file: text,
  slicer: text,
  /** What the reader should know before the numbers, in sentences; '' for nothing. */
  note: text,
  picture: z.nullable(picture),
  figures: z.array(namedValue),
  /** For which printer the times are. */
  printer: z.object({ words: text, isChosen: z.boolean() }),
  roles: z.array(roleBar),
  layerChart: z.nullable(layerChart),
  details: z.array(namedValue),
  problems: namedValue,
  /** The slicer's settings by its own keys. */
  settings: z.array(z.object({ key: text, value: text })).check(z.maxLength(5000)),
});

/** Extension → page: all there is to show, as a whole; or why there is nothing. */
export const summaryPageMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('summary'), summary }),
  z.object({ type: z.literal('nothing'), sentence: text }),
]);
export type SummaryPageMessage = z.infer<typeof summaryPageMessage>;
export type PrintSummary = z.infer<typeof summary>;

/** Page → extension: it listens, or a person chose something in it. */
export const summaryHostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('goToLayer'), layer: count }),
  z.object({ type: z.literal('goToLine'), line: count }),
  z.object({ type: z.literal('showProblems') }),
  z.object({ type: z.literal('showPrintTime') }),
  z.object({ type: z.literal('choosePrinter') }),
]);
export type SummaryHostMessage = z.infer<typeof summaryHostMessage>;
