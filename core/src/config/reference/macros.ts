import type { SectionReference } from '../config.ts';
import { choice, float, gcode, text } from './option.ts';
import { configPage, klipperSource } from './sources.ts';

/** Macros, events, and what reads and answers G-code. */
export const MACRO_SECTIONS: readonly SectionReference[] = [
  {
    type: 'gcode_macro',
    naming: 'required',
    summary: 'A command of your own. Its name is the command.',
    source: configPage('gcode_macro'),
    options: [
      gcode('gcode', 'What the command runs.', { required: true }),
      text('variable_*', 'A value that the macro keeps, as a Python literal.'),
      text('rename_existing', 'Name under which a command of the same name stays.'),
      text('description', 'What HELP says about it.', { default: 'G-Code macro' }),
      text('default_parameter_*', 'Former default of a parameter.', {
        deprecated: '2021-11-02: write {params.NAME|default(VALUE)} in the macro',
      }),
    ],
  },
  {
    type: 'delayed_gcode',
    naming: 'required',
    summary: 'Commands that run after a while.',
    source: configPage('delayed_gcode'),
    options: [
      gcode('gcode', 'What runs.', { required: true }),
      float('initial_duration', 'Time after the start; 0 waits for UPDATE_DELAYED_GCODE.', {
        unit: 's',
        default: '0.0',
        min: 0,
      }),
    ],
  },
  {
    type: 'save_variables',
    naming: 'none',
    summary: 'Values that outlast a restart.',
    source: configPage('save_variables'),
    options: [text('filename', 'File that keeps them.', { required: true })],
  },
  {
    type: 'idle_timeout',
    naming: 'none',
    summary: 'What happens when nothing has moved for long.',
    source: configPage('idle_timeout'),
    options: [
      gcode('gcode', 'What runs then; heaters and motors go off when missing.'),
      float('timeout', 'Time without a move.', { unit: 's', default: '600', above: 0 }),
    ],
  },
  {
    type: 'virtual_sdcard',
    naming: 'none',
    summary: 'Prints files from the host’s disk.',
    source: configPage('virtual_sdcard'),
    options: [
      text('path', 'Folder of the files.', { required: true }),
      gcode('on_error_gcode', 'What runs after an error; heaters go off when missing.'),
    ],
  },
  {
    type: 'sdcard_loop',
    naming: 'none',
    summary: 'Repeats parts of a file.',
    source: configPage('sdcard_loop'),
    options: [],
  },
  {
    type: 'pause_resume',
    naming: 'none',
    summary: 'PAUSE, RESUME and CANCEL_PRINT.',
    source: configPage('pause_resume'),
    options: [
      float('recover_velocity', 'Speed of the way back to the print.', {
        unit: 'mm/s',
        default: '50.0',
      }),
    ],
  },
  {
    type: 'respond',
    naming: 'none',
    summary: 'M118 and RESPOND.',
    source: configPage('respond'),
    options: [
      choice('default_type', 'Kind of answer.', ['echo', 'echo_no_space', 'command', 'error'], {
        default: 'echo',
      }),
      text('default_prefix', 'What stands before an answer.'),
    ],
  },
  {
    type: 'exclude_object',
    naming: 'none',
    summary: 'Leaves out single objects of a print.',
    source: configPage('exclude_object'),
    options: [],
  },
  {
    type: 'display_status',
    naming: 'none',
    summary: 'M73 and M117: progress and messages.',
    source: configPage('display'),
    options: [],
  },
  {
    type: 'include',
    naming: 'required',
    summary: 'Reads another file at this place; * stands for any name.',
    source: configPage('include'),
    options: [],
  },
  ...(
    [
      ['print_stats', 'Time and filament of the print.'],
      ['gcode_move', 'G0, G1 and the coordinates.'],
      ['query_endstops', 'M119 and QUERY_ENDSTOPS.'],
      ['manual_probe', 'MANUAL_PROBE and the paper test.'],
      ['motion_report', 'Where the toolhead is, for clients.'],
      ['pid_calibrate', 'PID_CALIBRATE.'],
      ['stepper_enable', 'M18, M84 and SET_STEPPER_ENABLE.'],
      ['heaters', 'All heaters and their sensors.'],
      ['buttons', 'Buttons of other sections.'],
      ['homing', 'G28.'],
      ['garbage_collection', 'When Python tidies its memory.'],
      ['error_mcp', 'Words of errors.'],
    ] as const
  ).map(([type, summary]) => ({
    type,
    naming: 'none' as const,
    summary: `${summary} Klipper loads it by itself.`,
    source: klipperSource(`klippy/extras/${type}.py`),
    options: [],
  })),
];
