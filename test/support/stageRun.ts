import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  Stage,
  StageInput,
  StageName,
  StageOutput,
} from '../../pipeline/src/dataset/stage.ts';

/** Writes a raw run folder. */
export function writeRawRun(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** Runs stages over one raw folder, each given what those before it made; without a dataset around it. */
export async function runStagesOn(
  rawFolder: string,
  stages: readonly Stage[],
): Promise<ReadonlyMap<StageName, StageOutput>> {
  const done = new Map<StageName, StageOutput>();
  const input: StageInput = {
    runId: path.basename(rawFolder),
    rawFolder,
    read: async (stage, part) => done.get(stage)?.parts.get(part),
    record: (stage) => done.get(stage),
  };
  for (const stage of stages) done.set(stage.name, await stage.run(input));
  return done;
}
