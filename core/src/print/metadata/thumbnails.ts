import type { ThumbnailMetadata } from '../../contract/metadata.ts';
import { byteOfLine, bytesOfRange, type GcodeText } from '../../gcode/text.ts';
import type { Reading } from '../reading.ts';
import { base64Size, decodeBase64 } from './base64.ts';
import { commentOf, linesBetween } from './lines.ts';

type ThumbnailFormat = ThumbnailMetadata['format'];

/** `thumbnail_QOI begin 220x124 5432`; Kiri:Moto parts width and height by a blank. */
const BEGIN = /^(thumbnail(?:_(PNG|JPG|QOI))?) begin (\d{1,5})[x ](\d{1,5}) (\d{1,9})$/;

/** First bytes of each format. */
const MAGIC: Readonly<Record<ThumbnailFormat, readonly number[]>> = {
  PNG: [0x89, 0x50, 0x4e, 0x47],
  JPG: [0xff, 0xd8, 0xff],
  QOI: [0x71, 0x6f, 0x69, 0x66],
};

/**
 * The pictures inside a file, in its order. One without an end, or in a format that is none of the three,
 * is left out.
 */
export function readThumbnails<Result>(reading: Reading<Result>): ThumbnailMetadata[] {
  const { text } = reading;
  return reading.print().blocks.flatMap((block) => {
    if (!block.picture || block.lastLine <= block.firstLine) return [];
    const begin = BEGIN.exec(commentAt(text, block.firstLine) ?? '');
    if (!begin || commentAt(text, block.lastLine) !== `${begin[1]} end`) return [];
    const body = bodyOf(text, block.firstLine + 1, block.lastLine);
    const { characters, bytes } = base64Size(body);
    return [
      {
        width: Number(begin[3]),
        height: Number(begin[4]),
        size: bytes,
        format: formatOf(decodeBase64(body.subarray(0, 32))) ?? statedFormat(begin[2]),
        firstLine: block.firstLine + 1,
        lastLine: block.lastLine + 1,
        ...(characters === Number(begin[5]) ? {} : { lengthMismatch: true as const }),
      },
    ];
  });
}

/**
 * The bytes of a picture of `readThumbnails`, such as a PNG file has; undefined where there is no such
 * picture or its bytes do not begin as its format does.
 *
 * @param index its place in the list
 */
export function thumbnailBytes<Result>(
  reading: Reading<Result>,
  index: number,
): Uint8Array | undefined {
  const thumbnail = readThumbnails(reading)[index];
  if (!thumbnail) return undefined;
  const body = bodyOf(reading.text, thumbnail.firstLine, thumbnail.lastLine - 1);
  const picture = decodeBase64(body);
  return formatOf(picture) === thumbnail.format ? picture : undefined;
}

/** The bytes of whole lines, counted from 0, without the last. */
function bodyOf(text: GcodeText, firstLine: number, endLine: number): Uint8Array {
  return bytesOfRange(text, byteOfLine(text, firstLine), byteOfLine(text, endLine));
}

function commentAt(text: GcodeText, line: number): string | undefined {
  for (const place of linesBetween(text, line, line + 1)) return commentOf(place);
  return undefined;
}

function statedFormat(tag: string | undefined): ThumbnailFormat {
  return tag === 'JPG' || tag === 'QOI' ? tag : 'PNG';
}

function formatOf(picture: Uint8Array | undefined): ThumbnailFormat | undefined {
  const formats: readonly ThumbnailFormat[] = ['PNG', 'JPG', 'QOI'];
  return formats.find((format) => MAGIC[format].every((byte, at) => picture?.[at] === byte));
}
