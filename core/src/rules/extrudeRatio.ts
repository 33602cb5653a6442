import { UNITS_PER_ONE } from '../gcode/line.ts';
import { AXIS } from '../machine/state.ts';
import { extruderOf } from './extruder.ts';
import { plain } from './limitsInForce.ts';
import { codeSpan } from './lineText.ts';
import type { LineContext, LineRule } from './rule.ts';

export const extrudeRatio: LineRule = {
  id: 'extrude-ratio',
  severity: 'error',
  why: 'Klipper stops at a line that would be several times thicker than its nozzle.',
  firmwares: ['klipper'],
  // M221 may double what Klipper moves.
  thickerThan: (profile) => ({
    filament: Math.min(...profile.extruders.map((_each, tool) => tiny(profile, tool))) / 2,
    perWay:
      Math.min(...profile.extruders.map((_each, tool) => extruderOf(profile, tool).largestRatio)) /
      2,
  }),
  check(context) {
    const { line, move, state, profile, report } = context;
    const pushed = move.extruded * state.flowFactor;
    const { largestRatio, largestCrossSection, filamentArea, nozzleMm } = extruderOf(
      profile,
      state.tool,
    );
    if (pushed <= largestRatio * move.distance || !move.changesXy) return;
    if (pushed / pieces(context) <= tiny(profile, state.tool)) return;
    const needed = AXIS.x | AXIS.y | (move.changesZ ? AXIS.z : 0);
    if ((move.fromKnown & needed) !== needed || move.distance === 0) return;
    const area = (pushed / move.distance) * filamentArea;
    const isDefault = Math.abs(largestCrossSection - 4 * nozzleMm * nozzleMm) < 1e-6;
    const source = isDefault
      ? `its default for a ${plain(nozzleMm)} mm nozzle`
      : 'max_extrude_cross_section';
    const limit = `${plain(largestCrossSection)} mm² (${source})`;
    report({
      ...codeSpan(line),
      message: `This line would be ${area.toFixed(2)} mm² thick, and Klipper stops the print above ${limit}; look for M82 and M83 mixed up or a missing G92 E0.`,
      firmware: `Move exceeds maximum extrusion (${area.toFixed(3)}mm^2 vs ${largestCrossSection.toFixed(3)}mm^2)`,
    });
  },
};

/** So little filament passes at any ratio, in nanometres. */
function tiny(profile: LineContext['profile'], tool: number): number {
  const { nozzleMm, largestRatio } = extruderOf(profile, tool);
  return nozzleMm * largestRatio * UNITS_PER_ONE;
}

/** Klipper cuts an arc into straight moves and judges each of them. */
function pieces({ move, profile }: LineContext): number {
  if (!move.isArc || profile.limits.kind !== 'klipper') return 1;
  const resolution = profile.limits.arcResolutionMm * UNITS_PER_ONE;
  return Math.max(1, Math.floor(move.distance / resolution));
}
