import { commandCode, WORD_COMMAND } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { MOVE } from '../machine/move.ts';
import { isMove } from './heating.ts';
import { AXIS_LETTERS, highestSpeed, mmPerS, plain, reportRaisedAxes } from './limitsInForce.ts';
import { codeSpan } from './lineText.ts';
import type { LineContext, LineRule } from './rule.ts';

const M203 = commandCode('M203');
/** Rounding of what slicers write. */
const SLACK = 1 + 1e-6;

export const velocityOverLimit: LineRule = {
  id: 'velocity-over-limit',
  severity: 'warning',
  why: "Beyond the printer's own speed the firmware slows the move without a word, or, told to, goes along.",
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  overspeed: true,
  commands: ['SET_VELOCITY_LIMIT', 'M203'],
  check(context) {
    const { line, profile } = context;
    if (profile.source.kind === 'assumed') return;
    if (isMove(line)) checkMove(context);
    else if (line.command === WORD_COMMAND) checkVelocityLimit(context);
    else if (line.command === M203) checkFeedrates(context);
  },
};

function checkMove(context: LineContext): void {
  const { move, state, profile } = context;
  if (move.kind === MOVE.none || move.distance === 0) return;
  const speed = move.speedMmPerS;
  const isKlipper = profile.limits.kind === 'klipper';
  const highest = highestSpeed(profile, state, 0);
  if (isKlipper && speed > highest * SLACK) {
    report(context, 'XY', 'the printer moves', speed, highest);
    return;
  }
  for (const axis of isKlipper ? [2] : [0, 1, 2]) {
    const way = axis === 0 ? move.wayX : axis === 1 ? move.wayY : move.wayZ;
    // Along an arc both axes reach the full speed somewhere.
    const share = move.isArc && axis < 2 ? 1 : Math.abs(way) / move.distance;
    const limit = highestSpeed(profile, state, axis);
    const letter = AXIS_LETTERS[axis] ?? '';
    if (speed * share <= limit * SLACK) continue;
    report(context, letter, `${letter} moves`, speed * share, limit);
    return;
  }
}

function report(
  context: LineContext,
  subject: string,
  what: string,
  asked: number,
  limit: number,
): void {
  context.report({
    ...codeSpan(context.line),
    subject,
    // Slicers lift the nozzle at the speed of travel, whatever Z can do.
    severity: subject === 'Z' ? 'hint' : 'information',
    message: `The file asks for ${mmPerS(asked)} here, but ${what} at ${mmPerS(limit)} at most: it goes that fast, and the print takes longer than the slicer thinks.`,
  });
}

function checkVelocityLimit({ line, profile, report }: LineContext): void {
  if (profile.limits.kind !== 'klipper') return;
  const limit = profile.limits.maxVelocityMmPerS;
  const parameter = wordParameters(line).parameters.find(({ name }) => name === 'VELOCITY');
  const asked = Number(parameter?.value);
  if (!parameter || !(asked > limit * SLACK)) return;
  const { valueStart: start, valueEnd: end } = parameter;
  report({
    start: parameter.nameStart,
    end,
    subject: 'VELOCITY',
    message: `This raises the limit to ${mmPerS(asked)}, above the ${mmPerS(limit)} of printer.cfg, and Klipper takes it; lower it to what the printer is known to reach.`,
    fix: { title: `Write ${plain(limit)}, as in printer.cfg`, start, end, newText: plain(limit) },
  });
}

function checkFeedrates(context: LineContext): void {
  const { profile, firmware } = context;
  if (profile.limits.kind === 'klipper') return;
  // Marlin counts by the second here, RepRapFirmware by the minute.
  const isByMinute = firmware === 'reprap';
  const own = profile.limits.maxFeedrateMmPerS.map((limit) => limit * (isByMinute ? 60 : 1));
  reportRaisedAxes(context, own, isByMinute ? 'mm/min' : 'mm/s');
}
