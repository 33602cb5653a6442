import type { Role } from '../contract/outline.ts';
import type { RoleOutline } from '../contract/server.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import { featureWords } from './compose.ts';
import type { Reading } from './reading.ts';

interface RoleSums {
  readonly rawNames: Set<string>;
  count: number;
  /** Whole nanoseconds and nanometres. */
  duration: number;
  filament: number;
  readonly firstLine: number;
  /** First one behind the line asked about; −1 for none. */
  nextLine: number;
}

/**
 * The features of a print put together by role, those that take longest first.
 *
 * @param line 0-based; `nextLine` of the answer (1-based) is the next feature behind it
 */
export function roleOutlines<Result>(reading: Reading<Result>, line: number): RoleOutline[] {
  const roles = new Map<Role, RoleSums>();
  for (const feature of reading.print().features) {
    const { role, rawName } = featureWords(feature, reading.names, reading.dialect);
    const { firstLine } = feature;
    const sums = roles.get(role) ?? emptyRole(firstLine);
    roles.set(role, sums);
    sums.rawNames.add(rawName);
    sums.count += 1;
    sums.duration += feature.duration;
    sums.filament += feature.filament;
    if (sums.nextLine < 0 && firstLine > line) sums.nextLine = firstLine;
  }
  return [...roles]
    .sort(([, a], [, b]) => b.duration - a.duration)
    .map(([role, sums]) => ({
      role,
      rawNames: [...sums.rawNames],
      count: sums.count,
      seconds: Math.round(sums.duration / 1e6) / 1e3,
      filamentMm: sums.filament / UNITS_PER_ONE,
      nextLine: 1 + (sums.nextLine < 0 ? sums.firstLine : sums.nextLine),
    }));
}

function emptyRole(firstLine: number): RoleSums {
  return { rawNames: new Set(), count: 0, duration: 0, filament: 0, firstLine, nextLine: -1 };
}
