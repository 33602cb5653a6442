import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { RUN_FILE } from '#core/run/runFolder';
import { type Dataset, rawFolder, rawPath } from '../dataset/datasetFolder.ts';
import { codeOf } from '../dataset/disk.ts';
import { hashRaw, listRaw, lookOf, type RawHashes, UNREADABLE } from '../dataset/rawContent.ts';
import type { JournalRecord, RunRecord } from '../dataset/records.ts';
import type { RunJob, StageOptions } from '../dataset/runStages.ts';
import { SEED_PROFILE } from './csvProfiles.ts';
import type { IngestedRun } from './ingestStage.ts';
import type { ProfileName } from './profile.ts';
import { profileOf } from './profiles.ts';
import { openRawFolder, readFailure } from './rawFolder.ts';

/** Runs of a call, as they are to be known to the dataset. */
export interface RegisteredRuns {
  readonly jobs: readonly RunJob[];
  /** By run, for the stage. */
  readonly known: ReadonlyMap<string, IngestedRun>;
  /** Runs that have another id now. */
  readonly gone: readonly JournalRecord[];
}

/** What a folder claims to be. */
interface Claim {
  readonly raw: string;
  readonly id: string;
  readonly profile: string;
  readonly content: string;
  readonly look: string | null;
  /** undefined where the folder looks as it did: nothing was read. */
  readonly hashes: RawHashes | undefined;
}

/** Stands for a folder that no profile knows. */
const NO_PROFILE = '';

/**
 * Finds out which run each folder is. Of several folders with one run_id the one that came first has it, in the
 * order of paths where they come together; the others are told apart by something behind the id, and ingest
 * will reject them.
 */
export async function registerRuns(
  dataset: Dataset,
  folders: readonly string[],
  profile: ProfileName | undefined,
  { progress, signal }: StageOptions,
): Promise<RegisteredRuns> {
  const before = new Map([...dataset.runs.values()].map((run) => [run.raw, run]));
  const claims: Claim[] = [];
  for (const [index, folder] of folders.entries()) {
    await setImmediate();
    if (signal?.aborted) break;
    const known = before.get(rawPath(dataset, folder));
    const claim = await claimOf(dataset, folder, known, profile).catch(absent);
    if (claim) claims.push(claim);
    progress.reportItems('looking', index + 1, folders.length);
  }
  const owners = await ownersOf(dataset, claims);
  const jobs: RunJob[] = [];
  const known = new Map<string, IngestedRun>();
  const gone: JournalRecord[] = [];
  let loose = [...dataset.runs.values()].filter(({ raw }) => batchOf(raw) === undefined).length;
  for (const claim of claims) {
    const owner = owners.get(claim.id) ?? claim.raw;
    owners.set(claim.id, owner);
    const isDuplicate = owner !== claim.raw;
    const run = isDuplicate ? `${claim.id}~${shortHash(claim.raw)}` : claim.id;
    const old = before.get(claim.raw);
    if (old && old.run !== run) gone.push({ type: 'gone', run: old.run });
    const record: RunRecord = {
      type: 'run',
      run,
      raw: claim.raw,
      batch:
        batchOf(claim.raw) ?? batchBefore(dataset, old, run) ?? Math.floor(loose++ / LOOSE_BATCH),
      profile: claim.profile,
      isProfileNamed: profile !== undefined,
      content: claim.content,
      look: claim.look,
      duplicateOf: isDuplicate ? owner : null,
    };
    jobs.push({ run: record, isKnown: isDeepStrictEqual(dataset.runs.get(run), record) });
    known.set(run, {
      profile: claim.profile === NO_PROFILE ? undefined : claim.profile,
      duplicateOf: record.duplicateOf,
      ...(claim.hashes && { hashes: claim.hashes.byFile }),
    });
  }
  return { jobs, known, gone };
}

/** A folder that has gone since it was found is no run any more. */
function absent(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw readFailure(error);
}

async function claimOf(
  dataset: Dataset,
  folder: string,
  before: RunRecord | undefined,
  chosen: ProfileName | undefined,
): Promise<Claim> {
  const raw = rawPath(dataset, folder);
  const files = await listRaw(folder);
  const look = await lookOf(files);
  const isSame = before && look !== null && before.look === look;
  const isSameProfile = chosen === undefined ? !before?.isProfileNamed : chosen === before?.profile;
  if (isSame && isSameProfile) {
    const { profile, content } = before;
    return { raw, id: idOf(before), profile, content, look, hashes: undefined };
  }
  const hashes = await hashRaw(folder, files);
  const found = chosen ?? (await profileFound(folder));
  const id = (await statedId(folder)) ?? basename(folder);
  // A look that only became known changes nothing, and a call that changes nothing writes nothing.
  const isKnown = before?.content === hashes.content && before.look === null;
  return {
    raw,
    id,
    profile: found,
    content: hashes.content,
    look: isKnown ? null : look,
    hashes,
  };
}

async function profileFound(folder: string): Promise<string> {
  try {
    return (await profileOf(await openRawFolder(folder)))?.name ?? NO_PROFILE;
  } catch (error) {
    // Ingest will say which file it is.
    if (UNREADABLE.includes(codeOf(error))) return SEED_PROFILE.name;
    throw error;
  }
}

/** The id that a run's folder claims, whether or not it got it. */
function idOf({ run, duplicateOf }: RunRecord): string {
  return duplicateOf === null ? run : run.replace(/~[0-9a-f]+$/, '');
}

const LONGEST_ID = 200;

async function statedId(folder: string): Promise<string | undefined> {
  try {
    const bytes = await (await openRawFolder(folder)).read(RUN_FILE.metadata);
    if (bytes === undefined) return undefined;
    const { run_id: id } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof id === 'string' && id !== '' && id.length <= LONGEST_ID ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Which raw folder has an id already: one that is known, still there, and does not claim another id now. */
async function ownersOf(dataset: Dataset, claims: readonly Claim[]): Promise<Map<string, string>> {
  const claimed = new Map(claims.map(({ raw, id }) => [raw, id]));
  const wanted = new Set(claims.map(({ id }) => id));
  const owners = new Map<string, string>();
  for (const run of dataset.runs.values()) {
    if (run.duplicateOf !== null || !wanted.has(run.run)) continue;
    const now = claimed.get(run.raw);
    if (now === undefined ? await isThere(rawFolder(dataset, run)) : now === run.run)
      owners.set(run.run, run.raw);
  }
  return owners;
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

/** Runs that are in no batch folder are put together in their order of arrival. */
const LOOSE_BATCH = 100;

/** The number of the folder `batch_0012` that a run is in. */
function batchOf(raw: string): number | undefined {
  const digits = /^batch_(\d{1,9})$/.exec(basename(dirname(raw)))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function batchBefore(
  dataset: Dataset,
  old: RunRecord | undefined,
  run: string,
): number | undefined {
  return (old ?? dataset.runs.get(run))?.batch;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
