import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { RunFinding } from '#core/run/findings';
import type { RunMetadata } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { codeOf } from '../dataset/disk.ts';
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
  for (const path of folder.files.keys()) {
    const look = CHECKS.find(({ ending }) => path.toLowerCase().endsWith(ending))?.look;
    const bytes = look && (await folder.read(path));
    const problem = bytes && look(bytes);
    if (problem) findings.push(failing(problem.code, path, problem.message));
  }
  return findings;
}

const CHECKS: readonly {
  readonly ending: string;
  readonly look: (bytes: Uint8Array) => MediaProblem | undefined;
}[] = [
  { ending: '.png', look: pngProblem },
  { ending: '.wav', look: wavProblem },
  { ending: '.gz', look: gzipProblem },
  { ending: '.parquet', look: parquetProblem },
];

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

const PARQUET_MARK = Buffer.from('PAR1');

function parquetProblem(bytes: Uint8Array): MediaProblem | undefined {
  if (bytes.length === 0)
    return { code: 'empty-file', message: 'The table is empty; write it again.' };
  const has = (at: number) => PARQUET_MARK.equals(bytes.subarray(at, at + PARQUET_MARK.length));
  if (!has(0))
    return {
      code: 'header-error',
      message: 'This is no Parquet, though its name says so; write it again.',
    };
  const footer =
    bytes.length < 12
      ? 0
      : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  if (bytes.length < 12 || !has(bytes.length - 4) || footer + 12 > bytes.length)
    return { code: 'truncated-file', message: 'The table ends in the middle; copy it again.' };
  return undefined;
}
