import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { RunFinding } from '#core/run/findings';
import type { RunMetadata } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { codeOf } from '../dataset/disk.ts';
import type { RawFile } from '../dataset/rawContent.ts';
import { plural } from '../quantities.ts';
import { type MediaProblem, pngProblem } from './pngProblem.ts';
import { failing, type RawFolder } from './rawFolder.ts';
import { wavProblem } from './wavProblem.ts';

/** Sizes and hashes that metadata.json states, compared with the files. */
export function checkListedFiles(
  { files }: RawFolder,
  listed: NonNullable<RunMetadata['files']>,
  hashes: ReadonlyMap<string, string>,
): RunFinding[] {
  return Object.entries(listed).flatMap(([path, { bytes, sha256 }]): RunFinding[] => {
    const file = files.get(path);
    if (file === undefined)
      return [
        failing(
          'missing-file',
          path,
          `${RUN_FILE.metadata} lists this file and it is not there; copy the run again.`,
        ),
      ];
    if (file.bytes !== bytes)
      return [
        failing(
          'byte-count-error',
          path,
          `The file has ${plural(file.bytes, 'byte')} and should have ${plural(bytes, 'byte')}; copy it again.`,
        ),
      ];
    if (hashes.get(path) !== sha256.toLowerCase())
      return [
        failing(
          'hash-count-error',
          path,
          'The file is not the one that was recorded: its SHA-256 is another one; copy it again.',
        ),
      ];
    return [];
  });
}

/** Pictures, sound, archives and Parquet: whether each is whole. */
export async function checkMedia(folder: RawFolder): Promise<RunFinding[]> {
  const findings: RunFinding[] = [];
  for (const file of folder.files.values()) {
    const look = CHECKS.find(({ ending }) => file.path.toLowerCase().endsWith(ending))?.look;
    const problem = await look?.(folder, file);
    if (problem) findings.push(failing(problem.code, file.path, problem.message));
  }
  return findings;
}

/** Chunks before the samples of a WAV: format, and what programs note about it. */
const WAV_HEAD_BYTES = 1 << 16;

const CHECKS: readonly {
  readonly ending: string;
  readonly look: (folder: RawFolder, file: RawFile) => Promise<MediaProblem | undefined>;
}[] = [
  { ending: '.png', look: async (folder, { path }) => pngProblem(await wholeOf(folder, path)) },
  {
    ending: '.wav',
    look: async (folder, { path, bytes }) =>
      wavProblem(await folder.head(path, WAV_HEAD_BYTES), bytes),
  },
  { ending: '.gz', look: async (folder, { path }) => gzipProblem(await wholeOf(folder, path)) },
  { ending: '.parquet', look: parquetProblem },
];

async function wholeOf(folder: RawFolder, path: string): Promise<Uint8Array> {
  return (await folder.read(path)) ?? new Uint8Array(0);
}

/** What a packed file may grow to; what is larger is not unpacked. */
const LARGEST_UNPACKED = 1 << 30;

function gzipProblem(bytes: Uint8Array): MediaProblem | undefined {
  if (bytes.length === 0)
    return { code: 'empty-file', message: 'The archive is empty; copy it again.' };
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    return {
      code: 'header-error',
      message: 'This is no gzip, though its name says so; pack it again.',
    };
  try {
    gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED });
    return undefined;
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
    if (codeOf(error) === 'Z_BUF_ERROR')
      return { code: 'truncated-file', message: 'The archive ends in the middle; copy it again.' };
    return {
      code: 'format-error',
      message: 'The archive is damaged and cannot be unpacked; copy it again.',
    };
  }
}

const PARQUET_MARK = 'PAR1';

/** A Parquet file begins and ends with its mark; before the second one is the length of what describes it. */
async function parquetProblem(
  folder: RawFolder,
  { path, bytes }: RawFile,
): Promise<MediaProblem | undefined> {
  if (bytes === 0) return { code: 'empty-file', message: 'The table is empty; write it again.' };
  const head = Buffer.from(await folder.head(path, 4)).toString('latin1');
  if (head !== PARQUET_MARK)
    return {
      code: 'header-error',
      message: 'This is no Parquet, though its name says so; write it again.',
    };
  const tail = Buffer.from(await folder.tail(path, 8));
  const isWhole =
    bytes >= 12 &&
    tail.toString('latin1', 4) === PARQUET_MARK &&
    tail.readUInt32LE(0) + 12 <= bytes;
  if (isWhole) return undefined;
  return { code: 'truncated-file', message: 'The table ends in the middle; copy it again.' };
}
