import type { Problem, Severity } from '#core/contract/problems';
import type { LayersAnswer, SummaryAnswer } from '#core/contract/server';
import { readMetadata, weightOf } from '#core/print/metadata';
import { thumbnailBytes } from '#core/print/metadata/thumbnails';
import {
  layerOutlines,
  objectOutlines,
  sectionOutlines,
  totalsOutline,
} from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { totalTime } from '#core/print/timeReport';

/** What the *Layers* view shows. */
export function layersAnswer<Result>(
  reading: Reading<Result>,
  version: number | null,
): LayersAnswer {
  const print = reading.print();
  return {
    version,
    source: print.source,
    layers: layerOutlines(print, reading.text),
    sections: sectionOutlines(print),
    objects: objectOutlines(print, reading.text),
    seconds: totalTime(reading) / 1e9,
  };
}

/** What the *Print summary* view shows. */
export function summaryAnswer<Result>(
  reading: Reading<Result>,
  version: number | null,
  problems: readonly Problem[],
): SummaryAnswer {
  const print = reading.print();
  const metadata = readMetadata(reading);
  const { producer } = reading.sniffed;
  return {
    version,
    bytes: reading.text.byteCount,
    lines: reading.text.lineCount,
    slicer: producer ? { name: producer.name, version: producer.version } : null,
    flavor: reading.firmware,
    flavorSource: reading.firmwareSource,
    layerSource: print.source,
    layerCount: print.layers.length,
    totals: totalsOutline(print, weightOf(metadata)),
    metadata,
    problems: countBySeverity(problems),
  };
}

/** Pictures larger than this are not handed to a panel. */
const LARGEST_PICTURE_BYTES = 2 * 1024 * 1024;

export interface Picture {
  readonly mimeType: 'image/png' | 'image/jpeg';
  readonly base64: string;
  readonly width: number;
  readonly height: number;
}

/** Formats that a browser shows; QOI is none of them. */
const MIME_TYPES: Readonly<Record<string, Picture['mimeType']>> = {
  PNG: 'image/png',
  JPG: 'image/jpeg',
};

/** The largest picture of the file that a browser can show and that is what it says it is. */
export function largestPicture<Result>(reading: Reading<Result>): Picture | null {
  const thumbnails = readMetadata(reading).thumbnails ?? [];
  const bySize = thumbnails
    .map((thumbnail, index) => ({ thumbnail, index }))
    .sort((a, b) => b.thumbnail.width - a.thumbnail.width);
  for (const { thumbnail, index } of bySize) {
    const mimeType = MIME_TYPES[thumbnail.format];
    if (!mimeType || thumbnail.size > LARGEST_PICTURE_BYTES) continue;
    const bytes = thumbnailBytes(reading, index);
    if (!bytes) continue;
    const { width, height } = thumbnail;
    return { mimeType, base64: Buffer.from(bytes).toString('base64'), width, height };
  }
  return null;
}

function countBySeverity(problems: readonly Problem[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const problem of problems) counts[problem.severity] += problem.count ?? 1;
  return counts;
}
