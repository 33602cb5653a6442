import { lineCommandName } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { shortened } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import { commandOrigin, hasSection } from './printerCommands.ts';
import { ASLEEP, type MemoryRule } from './rule.ts';

/** Names of meshes that the file made; asleep once something ran that may have made any. */
export const bedMeshProfileUnknown: MemoryRule<readonly string[] | typeof ASLEEP> = {
  id: 'bed-mesh-profile-unknown',
  severity: 'warning',
  why: 'Klipper stops at a mesh of the bed that printer.cfg does not hold.',
  firmwares: ['klipper'],
  commands: ['BED_MESH_PROFILE', 'BED_MESH_CALIBRATE'],
  unknown: true,
  memory: [],
  check(context, made) {
    const { line, profile, report } = context;
    if (made === ASLEEP || profile.sections === undefined) return made;
    const command = lineCommandName(line);
    if (commandOrigin(profile, command).kind !== 'own' || !/^BED_MESH_/.test(command))
      return (effectsOfLine(context) & EFFECT.meshes) === 0 ? made : ASLEEP;
    const { parameters } = wordParameters(line);
    const parameter = (wanted: string) => parameters.find(({ name }) => name === wanted);
    if (command === 'BED_MESH_CALIBRATE')
      return withName(made, parameter('PROFILE')?.value ?? 'default');
    const saved = parameter('SAVE')?.value;
    if (saved !== undefined) return withName(made, saved);
    const loaded = parameter('LOAD');
    if (!loaded || loaded.value === '' || made.includes(loaded.value)) return made;
    if (hasSection(profile, /^bed_mesh$/, loaded.value)) return made;
    const name = shortened(loaded.value);
    report({
      start: loaded.valueStart,
      end: loaded.valueEnd,
      message: `This printer.cfg holds no mesh ${name}: Klipper stops the print here, unless one of that name was measured since it started; measure it and SAVE_CONFIG, or put BED_MESH_CALIBRATE in front.`,
      firmware: `bed_mesh: Unknown profile [${name}]`,
    });
    return made;
  },
};

/** No start G-code makes more. */
const MOST_FOLLOWED = 20;

function withName(made: readonly string[], name: string): readonly string[] {
  return made.includes(name) || made.length >= MOST_FOLLOWED ? made : [...made, name];
}
