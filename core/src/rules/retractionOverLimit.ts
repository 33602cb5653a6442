import { isMove } from './heating.ts';
import { highestSpeed, mmPerS } from './limitsInForce.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const retractionOverLimit: LineRule = {
  id: 'retraction-over-limit',
  severity: 'information',
  why: 'Filament is pulled back slower than the slicer thinks, so that every retraction takes longer.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  overspeed: true,
  check({ line, move, state, profile, report }) {
    if (!isMove(line) || move.distance !== 0 || move.extruded === 0) return;
    const asked = move.speedMmPerS;
    const limit = highestSpeed(profile, state, 3);
    if (asked <= limit * (1 + 1e-6)) return;
    const setting =
      profile.limits.kind === 'klipper'
        ? 'max_extrude_only_velocity'
        : "the extruder's greatest speed (M203 E)";
    report({
      ...codeSpan(line),
      subject: '',
      message: `The filament is to move at ${mmPerS(asked)}, but the printer moves it at ${mmPerS(limit)} at most; lower the retraction speed, or raise ${setting}.`,
    });
  },
};
