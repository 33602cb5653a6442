import { z } from 'zod';
import { type GcodeText, textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { type Toolpath, toolpathOf } from '#core/print/toolpath';
import type { PlannedLayer } from '#core/run/alignedRun';
import { RUN_EVENT, type RunEvent } from '#core/run/metadata';
import { plannedLayers } from '#core/run/runPlan';
import { sha256 } from '../dataset/datasetFolder.ts';
import { readParquet } from '../dataset/parquetColumns.ts';

/** What aligning needs to know of a G-code on a printer. */
export interface PrintPlan {
  readonly text: GcodeText;
  readonly toolpath: Toolpath;
  readonly layers: readonly PlannedLayer[];
}

/** Many runs print the same file: the last few plans are kept. */
const KEPT_PLANS = 8;

export function rememberedPrintPlans(): (
  gcode: Uint8Array,
  profile: MachineProfile | undefined,
) => PrintPlan {
  const kept = new Map<string, PrintPlan>();
  return (gcode, profile) => {
    const key = `${sha256(gcode)} ${JSON.stringify(profile ?? null)}`;
    const plan = kept.get(key) ?? printPlan(gcode, profile);
    kept.delete(key);
    kept.set(key, plan);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_PLANS && oldest !== undefined) kept.delete(oldest);
    return plan;
  };
}

function printPlan(gcode: Uint8Array, profile: MachineProfile | undefined): PrintPlan {
  const text = textFromBytes(gcode);
  const reading = new Reading(text, { flavor: 'auto', profile }, NO_COMPANION).finish();
  const toolpath = toolpathOf(reading);
  return { text, toolpath, layers: plannedLayers(reading, toolpath) };
}

const DECODER = new TextDecoder();

/** events.parquet as events; rows that are none are passed over. */
export async function readEvents(bytes: Uint8Array | undefined): Promise<readonly RunEvent[]> {
  if (bytes === undefined) return [];
  const { rowCount, columns } = await readParquet(bytes);
  const events: RunEvent[] = [];
  for (let row = 0; row < rowCount; row++) {
    const fields = [...columns].map(([name, data]) => [name, plain(data[row])] as const);
    const event = RUN_EVENT.safeParse(
      Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
    );
    if (event.success) events.push(event.data);
  }
  return events;
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined || Number.isNaN(value)) return undefined;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? DECODER.decode(value) : value;
}

/** What of run.json aligning asks for. */
const DESCRIPTION = z.object({
  printer_model: z.string().nullable(),
  file_position: z.enum(['executed', 'queued']).nullable(),
});

export type AlignDescription = z.infer<typeof DESCRIPTION>;

export function readDescription(bytes: Uint8Array | undefined): AlignDescription {
  const read =
    bytes === undefined ? undefined : DESCRIPTION.safeParse(JSON.parse(DECODER.decode(bytes)));
  return read?.data ?? { printer_model: null, file_position: null };
}
