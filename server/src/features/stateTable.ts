import type { StateAnswer } from '#core/contract/server';
import { printerWords } from '#core/contract/time';
import { UNITS_PER_ONE } from '#core/gcode/line';
import { interpretLine } from '#core/machine/interpret';
import { MOVE, Move } from '#core/machine/move';
import type { MachineState } from '#core/machine/state';
import type { Reading } from '#core/print/reading';
import { machineStateBeforeLine, stateBeforeLine } from '#core/print/stateReport';
import { profileName } from '#core/print/timeReport';
import { type UntimedKind, untimedCommand } from '#core/print/untimed';
import type { ChunkFindings } from '#core/rules/check';
import type { ScannedLine } from '../lineParts.ts';
import { escapeMarkdown } from '../markdown.ts';
import { filamentText, millimetres, timeText } from './words.ts';

/**
 * The machine on a line, before → after, and its time, as a Markdown table whose file texts are escaped; under
 * it a note where the time is for no printer of anybody's choice.
 */
export function stateTable(
  reading: Reading<ChunkFindings>,
  scanned: ScannedLine,
  lineNumber: number,
  before: StateAnswer,
): string {
  const after = stateBeforeLine(reading, lineNumber + 1);
  const move = new Move();
  const state = machineStateBeforeLine(reading, lineNumber);
  interpretLine(scanned.line, state, move, reading.firmware);
  const temperatures = change(temperatureText(before), temperatureText(after));
  const retracted = after.extruder.retractedMm;
  const rows: readonly (readonly [string, string])[] = [
    ['Layer', layerText(reading, before, lineNumber)],
    ['Feature', before.role === null ? '' : featureText(before.rawName ?? '', before.role)],
    ['Object', escapeMarkdown(before.object ?? '')],
    ['Position', positionText(before, after)],
    ['Move', moveText(move, state)],
    ['Feed rate', change(feedrateText(before), feedrateText(after))],
    ['Temperature', temperatures],
    ['Fan', change(percent(before.fan), percent(after.fan))],
    [
      'Tool',
      change(`T${before.extruder.tool}`, `T${after.extruder.tool}`) +
        (retracted > 0 ? ` · ${millimetres(retracted)} mm pulled back` : ''),
    ],
    ['Time', lineTimeText(before, untimedCommand(scanned.line, reading.profile, state))],
    [
      'So far',
      `${filamentText(after.extruder.filamentUsedMm)} · ${distanceText(after.distanceMm)} of path`,
    ],
  ];
  const filled = rows.filter(([, value]) => value !== '');
  const table = filled.map(([name, value]) => `| ${name} | ${value} |`);
  const { profile } = reading;
  const note =
    profile.source.kind === 'assumed'
      ? `\n\n*Times with ${printerWords(profileName(profile))}; choose your printer.*`
      : '';
  return [`| Line ${lineNumber + 1} | |`, '|:--|:--|', ...table].join('\n') + note;
}

/** The line's own time, when it begins, and what is left behind it. */
function lineTimeText(before: StateAnswer, untimed: UntimedKind | undefined): string {
  const own = untimed === undefined ? timeText(before.lineSeconds) : `not known (${untimed})`;
  return `${own} · begins at ${timeText(before.seconds)} · ${timeText(before.remainingSeconds)} left`;
}

function layerText(
  reading: Reading<ChunkFindings>,
  state: StateAnswer,
  lineNumber: number,
): string {
  const { layers } = reading.print();
  const first = layers[0];
  if (!first) return '';
  if (!state.layer)
    return lineNumber < first.firstLine ? 'before the first one' : 'behind the last one';
  const { index, z } = state.layer;
  return `${index + 1} of ${layers.length}${z === null ? '' : ` at z ${millimetres(z)} mm`}`;
}

/** A feature's role, with the slicer's own word where it is another. */
export function featureText(rawName: string, role: string): string {
  const name = escapeMarkdown(rawName);
  if (name === '') return role;
  return name.toLowerCase() === role ? name : `${name} (${role})`;
}

function positionText(before: StateAnswer, after: StateAnswer): string {
  const axes = (['x', 'y', 'z'] as const).map((axis) => {
    const from = axisText(before.position[axis]);
    return `${axis.toUpperCase()} ${change(from, axisText(after.position[axis]))}`;
  });
  return axes.join(' · ');
}

function axisText(value: number | null): string {
  return value === null ? '?' : millimetres(value);
}

/** @param state the machine behind the move */
function moveText(move: Move, state: MachineState): string {
  if (move.kind === MOVE.none)
    return move.dwell > 0 ? `waits ${millimetres(move.dwell / 1e9)} s` : '';
  const extruded = `${millimetres(Math.abs(move.extruded) / UNITS_PER_ONE)} mm`;
  const isLengthKnown = move.length > 0 || !(move.changesXy || move.changesZ);
  const way = isLengthKnown ? `${millimetres(move.length / UNITS_PER_ONE)} mm` : 'an unknown way';
  const speed = (state.feedrate * state.speedFactor) / UNITS_PER_ONE / 60;
  const pace = speed > 0 ? ` at ${millimetres(speed)} mm/s` : '';
  switch (move.kind) {
    case MOVE.extrude:
      return `${way}${pace}, extrudes ${extruded} of filament`;
    case MOVE.wipe:
      return `${way}${pace}, pulls ${extruded} of filament back`;
    case MOVE.retract:
      return `pulls ${extruded} of filament back${pace}`;
    case MOVE.unretract:
      return `pushes ${extruded} of filament forward${pace}`;
    case MOVE.travel:
      return `${way}${pace}, without filament`;
  }
}

function feedrateText(state: StateAnswer): string {
  const { feedrate, modes } = state;
  if (feedrate === null) return '';
  const factor = modes.speedFactor;
  const override = factor === 1 ? '' : ` × ${percent(factor)}`;
  const speed = millimetres((feedrate * factor) / 60);
  return `${millimetres(feedrate)} mm/min${override} (${speed} mm/s)`;
}

function temperatureText(state: StateAnswer): string {
  const { hotend, bed, chamber } = state.temperatures.target;
  const isSingle = hotend.length === 1;
  const nozzles = hotend.map(
    (degrees, tool) => [isSingle ? 'nozzle' : `T${tool}`, degrees] as const,
  );
  return [...nozzles, ['bed', bed] as const, ['chamber', chamber] as const]
    .filter(([, degrees]) => degrees !== null)
    .map(([name, degrees]) => `${name} ${degrees} °C`)
    .join(' · ');
}

function distanceText(distanceMm: number): string {
  if (distanceMm >= 1_000) return `${(distanceMm / 1_000).toFixed(1)} m`;
  return `${millimetres(distanceMm)} mm`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function change(before: string, after: string): string {
  if (before === after) return after;
  return before === '' ? after : `${before} → **${after}**`;
}
