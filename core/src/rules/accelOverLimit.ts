import {
  commandCode,
  hasParameter,
  P,
  parameterValue,
  R,
  S,
  T,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { highestAxisAcceleration, plain, reportRaisedAxes } from './limitsInForce.ts';
import { parameterSpan, type Span } from './lineText.ts';
import type { LineContext, LineRule } from './rule.ts';

const M201 = commandCode('M201');
const SLACK = 1 + 1e-6;

export const accelOverLimit: LineRule = {
  id: 'accel-over-limit',
  severity: 'warning',
  why: 'The file sets more acceleration than the printer is configured for, and Klipper takes it.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  commands: ['SET_VELOCITY_LIMIT', 'M204', 'M201'],
  check(context) {
    const { line, profile, firmware } = context;
    if (profile.source.kind === 'assumed') return;
    if (line.command === WORD_COMMAND) checkVelocityLimit(context);
    else if (line.command === M201) checkAxes(context);
    else if (firmware === 'klipper') checkKlippersM204(context);
    else checkM204(context);
  },
};

function checkVelocityLimit(context: LineContext): void {
  const found = wordParameters(context.line).parameters.find(({ name }) => name === 'ACCEL');
  if (!found) return;
  const { nameStart: start, valueStart, valueEnd: end } = found;
  raises(context, Number(found.value), { start, end }, valueStart);
}

/** Klipper takes S, or the smaller of P and T. */
function checkKlippersM204(context: LineContext): void {
  const { line } = context;
  const printing = parameterValue(line, P);
  const travelling = parameterValue(line, T);
  if (hasParameter(line, S)) checkLetter(context, S);
  else if (printing !== undefined && travelling !== undefined)
    checkLetter(context, printing <= travelling ? P : T);
}

function checkLetter(context: LineContext, letter: number): void {
  const span = parameterSpan(context.line, letter);
  raises(context, parameterValue(context.line, letter) ?? 0, span, span.start + 1);
}

function raises({ profile, report }: LineContext, asked: number, span: Span, from: number): void {
  if (profile.limits.kind !== 'klipper') return;
  const limit = profile.limits.maxAccelerationMmPerS2;
  if (!(asked > limit * SLACK)) return;
  report({
    ...span,
    subject: '',
    message: `This sets ${plain(asked)} mm/s², above the ${plain(limit)} mm/s² of printer.cfg, and Klipper takes it: steps may get lost; lower it.`,
    fix: {
      title: `Write ${plain(limit)}, as in printer.cfg`,
      start: from,
      end: span.end,
      newText: plain(limit),
    },
  });
}

/** Marlin and RepRapFirmware take M201 as it is. */
function checkAxes(context: LineContext): void {
  const { limits } = context.profile;
  if (limits.kind !== 'klipper') reportRaisedAxes(context, limits.maxAccelerationMmPerS2, 'mm/s²');
}

/** Beyond M201 an acceleration of M204 is cut. */
function checkM204(context: LineContext): void {
  const { line, profile, state, report } = context;
  const xy = Math.max(
    highestAxisAcceleration(profile, state, 0),
    highestAxisAcceleration(profile, state, 1),
  );
  for (const letter of [S, P, T, R]) {
    if (!hasParameter(line, letter)) continue;
    const limit = letter === R ? highestAxisAcceleration(profile, state, 3) : xy;
    const asked = parameterValue(line, letter) ?? 0;
    if (asked <= limit * SLACK) continue;
    report({
      ...parameterSpan(line, letter),
      subject: 'M204',
      severity: 'information',
      message: `The file asks for ${plain(asked)} mm/s², but no axis may do more than ${plain(limit)} mm/s²: the firmware takes that, and the print takes longer than the slicer thinks.`,
    });
    return;
  }
}
