import type { StateAnswer } from '#core/contract/server';
import {
  formatDuration,
  formatLength,
  formatLineTime,
  formatMillimetres,
  sentenceCase,
} from '../text/quantity.ts';

/** One row of the Machine State view. */
export interface StateRow {
  readonly name: string;
  readonly value: string;
  /** A codicon. */
  readonly icon: string;
  /** What the value means or where it comes from. */
  readonly explanation: string;
}

/** The machine before a line, in the order in which people look for it. */
export function stateRows(state: StateAnswer): StateRow[] {
  return [
    row('Position', 'move', positionText(state), 'Where the nozzle is, as the file counts'),
    row('Speed', 'dashboard', speedText(state), 'The last F, times the speed factor (M220)'),
    ...temperatureRows(state),
    row('Fan', 'sync', percent(state.fan), 'Part cooling fan (M106, M107)'),
    row('Layer', 'layers', layerText(state), 'The layer of this line'),
    ...optional('Feature', 'symbol-event', featureText(state), 'What is being printed'),
    ...optional('Object', 'symbol-object', state.object, 'Which object is being printed'),
    row('Extruder', 'arrow-circle-down', extruderText(state), 'Tool, E position and retraction'),
    row(
      'Filament used',
      'record',
      formatLength(state.extruder.filamentUsedMm),
      'From the beginning of the file to here',
    ),
    row(
      'Modes',
      'settings',
      modesText(state),
      'How coordinates and lengths are read (G90, G91, M82, M83, G20, G21)',
    ),
    ...factorRows(state),
    ...optional(
      'Acceleration',
      'rocket',
      state.modes.accelerationMmPerS2 === null
        ? null
        : `${formatMillimetres(state.modes.accelerationMmPerS2)} mm/s²`,
      'As the file set it last (M204, SET_VELOCITY_LIMIT)',
    ),
    ...optional(
      'Pressure advance',
      'symbol-ruler',
      state.modes.pressureAdvance === null ? null : `${state.modes.pressureAdvance} s`,
      'As the file set it last (SET_PRESSURE_ADVANCE, M900, M572)',
    ),
    row(
      'Homed',
      'home',
      state.modes.homed.length === 0 ? 'no axis' : state.modes.homed.join(' ').toUpperCase(),
      'Axes that the file has homed (G28)',
    ),
    row(
      'Time so far',
      'clock',
      formatDuration(state.seconds),
      'Moves and pauses before this line, as the firmware plans them',
    ),
    row('This line', 'watch', formatLineTime(state.lineSeconds), 'How long the line itself takes'),
    row(
      'Time left',
      'history',
      formatDuration(state.remainingSeconds),
      'Moves and pauses behind this line; homing, heating and macros are not known',
    ),
    row(
      'Path so far',
      'git-commit',
      formatLength(state.distanceMm),
      'What the nozzle has travelled',
    ),
  ];
}

function row(name: string, icon: string, value: string, explanation: string): StateRow {
  return { name, value, icon, explanation };
}

function optional(
  name: string,
  icon: string,
  value: string | null,
  explanation: string,
): StateRow[] {
  return value === null || value === '' ? [] : [row(name, icon, value, explanation)];
}

function positionText({ position }: StateAnswer): string {
  const axis = (name: 'x' | 'y' | 'z') => {
    const value = position[name];
    return `${name.toUpperCase()} ${value === null ? '?' : formatMillimetres(value)}`;
  };
  return `${axis('x')}  ${axis('y')}  ${axis('z')} mm`;
}

function speedText({ feedrate, modes }: StateAnswer): string {
  if (feedrate === null) return 'not set yet';
  const text = `${formatMillimetres(round(feedrate / 60))} mm/s  (F${round(feedrate)})`;
  return modes.speedFactor === 1 ? text : `${text} × ${percent(modes.speedFactor)}`;
}

function temperatureRows({ extruder, temperatures }: StateAnswer): StateRow[] {
  const { hotend, bed, chamber } = temperatures.target;
  const heaters = hotend.flatMap((target, tool) => {
    if (target === null && tool !== extruder.tool) return [];
    const name = hotend.length > 1 ? `Nozzle ${tool}` : 'Nozzle';
    return [row(name, 'flame', degrees(target), 'Target temperature (M104, M109)')];
  });
  return [
    ...(heaters.length > 0
      ? heaters
      : [row('Nozzle', 'flame', degrees(null), 'Target temperature (M104, M109)')]),
    row('Bed', 'flame', degrees(bed), 'Target temperature (M140, M190)'),
    ...(chamber === null
      ? []
      : [row('Chamber', 'flame', degrees(chamber), 'Target temperature (M141, M191)')]),
  ];
}

function factorRows({ modes }: StateAnswer): StateRow[] {
  if (modes.flowFactor === 1) return [];
  return [row('Flow', 'beaker', percent(modes.flowFactor), 'Flow factor (M221)')];
}

function layerText({ layer }: StateAnswer): string {
  if (layer === null) return 'none (start or end G-code)';
  return layer.z === null
    ? `${layer.number}`
    : `${layer.number}, z ${formatMillimetres(layer.z)} mm`;
}

function featureText({ role, rawName }: StateAnswer): string | null {
  if (role === null) return null;
  if (rawName === null || rawName === '' || rawName.toLowerCase() === role)
    return sentenceCase(role);
  return `${rawName} (${role})`;
}

function extruderText({ extruder, modes }: StateAnswer): string {
  const place = extruder.e === null ? '' : `  E ${formatMillimetres(extruder.e)}`;
  const back =
    extruder.retractedMm > 0 ? `, ${formatMillimetres(extruder.retractedMm)} mm retracted` : '';
  return `T${extruder.tool}${modes.extrusion === 'absolute' ? place : ''}${back}`;
}

function modesText({ modes }: StateAnswer): string {
  return `${modes.positioning} X Y Z, ${modes.extrusion} E, ${modes.units}`;
}

function degrees(target: number | null): string {
  if (target === null) return 'not set';
  return target === 0 ? 'off' : `${formatMillimetres(target)} °C`;
}

function percent(share: number): string {
  return share === 0 ? 'off' : `${Math.round(share * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
