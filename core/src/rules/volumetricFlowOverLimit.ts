import { UNITS_PER_ONE } from '../gcode/line.ts';
import { MOVE } from '../machine/move.ts';
import { findLine } from './endOfFile.ts';
import { extruderOf } from './extruder.ts';
import { highestSpeed, plain } from './limitsInForce.ts';
import { codeSpan } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

/** Slicers keep to a limit with rounded numbers: five digits of E, whole mm/min. Shorter pieces of
 * filament say little of their flow. */
const SLACK = 1.03;
const LEAST_FILAMENT = 0.002 * UNITS_PER_ONE;

/** Remembers nothing. */
export const volumetricFlowOverLimit: MemoryRule<0> = {
  id: 'volumetric-flow-over-limit',
  severity: 'warning',
  why: 'The hot end melts less filament in a second than the moves push: lines get thin or the motor slips.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  overflow: true,
  memory: 0,
  check({ line, move, state, profile, report }, memory) {
    const limit = profile.maxVolumetricFlowMm3PerS;
    if (limit === undefined || move.kind !== MOVE.extrude) return memory;
    if (move.filament < LEAST_FILAMENT || move.distance === 0) return memory;
    const speed = Math.min(move.speedMmPerS, highestSpeed(profile, state, 0));
    const { filamentArea } = extruderOf(profile, state.tool);
    const pushed = (move.filament * state.flowFactor) / move.distance;
    const flow = pushed * filamentArea * speed;
    if (flow <= limit * SLACK) return memory;
    report({
      ...codeSpan(line),
      subject: '',
      message: `This line needs ${flow.toFixed(1)} mm³ of filament a second, and the hot end melts ${plain(limit)} mm³ at most; print slower or thinner, or lower the filament's limit in the slicer.`,
    });
    return memory;
  },
  atEnd(context) {
    const { profile, metadata, report } = context;
    const limit = profile.maxVolumetricFlowMm3PerS;
    if (limit === undefined) return;
    const stated = (metadata.config.filament_max_volumetric_speed ?? '').split(/[,;]/).map(Number);
    const highest = Math.max(0, ...stated.filter(Number.isFinite));
    if (highest <= limit * SLACK) return;
    report(Math.max(0, findLine(context, /^;\s*filament_max_volumetric_speed\s*=/)), {
      subject: 'setting',
      severity: 'information',
      message: `The slicer is told that the filament may flow at ${plain(highest)} mm³/s, but the hot end melts ${plain(limit)} mm³/s at most; lower the setting.`,
    });
  },
};
