import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { sha256 } from '../dataset/datasetFolder.ts';
import type { RunDescription } from '../dataset/runDescription.ts';

export type GcodeFacts = NonNullable<RunDescription['gcode']>;

/** Many runs print the same file: what the last few are is kept. */
const KEPT = 32;

/** What a G-code file says of itself; remembered by content. */
export function gcodeFactsReader(): (bytes: Uint8Array) => GcodeFacts {
  const known = new Map<string, GcodeFacts>();
  return (bytes) => {
    const hash = sha256(bytes);
    const facts = known.get(hash) ?? gcodeFacts(bytes, hash);
    known.delete(hash);
    known.set(hash, facts);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return facts;
  };
}

function gcodeFacts(bytes: Uint8Array, hash: string): GcodeFacts {
  const reading = new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish();
  const { producer } = reading.sniffed;
  return {
    sha256: hash,
    bytes: bytes.length,
    layers: reading.print().layers.length,
    slicer: producer === undefined ? null : `${producer.name} ${producer.version}`.trim(),
    flavor: reading.firmware,
  };
}
