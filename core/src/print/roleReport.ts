import type { Role } from '../contract/outline.ts';
import type { RoleOutline } from '../contract/server.ts';
import type { Dialect } from '../gcode/dialects/dialect.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import { featureWords, type Print, type PrintFeature } from './compose.ts';
import type { Names } from './readChunk.ts';

interface RoleSums {
  readonly role: Role;
  readonly rawNames: string[];
  readonly firstLine: number;
  nextLine: number | undefined;
  count: number;
  nanoseconds: number;
  nanometres: number;
}

/**
 * The roles of a print with what all their features take together, those that take longest first.
 *
 * @param line where one is, from 0: each role says where its next feature begins behind it
 */
export function roleOutlines(
  print: Print,
  names: Names,
  dialect: Dialect | undefined,
  line: number,
): RoleOutline[] {
  const byRole = new Map<Role, RoleSums>();
  // A file has a hundred thousand features and a dozen words for them.
  const byWord = new Map<string, RoleSums>();
  for (const feature of print.features) {
    const word = `${feature.verbose} ${feature.name}`;
    let sums = byWord.get(word);
    if (sums === undefined) {
      sums = sumsOfWord(byRole, feature, names, dialect);
      byWord.set(word, sums);
    }
    sums.count++;
    sums.nanoseconds += feature.duration;
    sums.nanometres += feature.filament;
    if (line < feature.firstLine) sums.nextLine ??= feature.firstLine;
  }
  return [...byRole.values()]
    .map((sums) => ({
      role: sums.role,
      rawNames: sums.rawNames,
      count: sums.count,
      seconds: Math.round(sums.nanoseconds / 1e6) / 1e3,
      filamentMm: sums.nanometres / UNITS_PER_ONE,
      nextLine: (sums.nextLine ?? sums.firstLine) + 1,
    }))
    .sort((one, other) => other.seconds - one.seconds);
}

function sumsOfWord(
  byRole: Map<Role, RoleSums>,
  feature: PrintFeature,
  names: Names,
  dialect: Dialect | undefined,
): RoleSums {
  const { role, rawName } = featureWords(feature, names, dialect);
  const sums = byRole.get(role) ?? {
    role,
    rawNames: [],
    firstLine: feature.firstLine,
    nextLine: undefined,
    count: 0,
    nanoseconds: 0,
    nanometres: 0,
  };
  byRole.set(role, sums);
  if (!sums.rawNames.includes(rawName)) sums.rawNames.push(rawName);
  return sums;
}
