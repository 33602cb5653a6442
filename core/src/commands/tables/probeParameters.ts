import type { ParameterReference } from '../command.ts';

/** How to probe, where the tool can do it by hand as well (`klippy/extras/probe.py`, `start_probe`). */
export const PROBE_METHOD: ParameterReference = {
  name: 'METHOD',
  summary: 'How to probe.',
  values: [
    { value: 'manual', summary: 'By hand.' },
    { value: 'automatic', summary: 'With the probe.' },
    { value: 'scan', summary: 'With an eddy sensor, stopping at each point.' },
    { value: 'rapid_scan', summary: 'With an eddy sensor, without stopping.' },
    { value: 'tap', summary: 'With an eddy sensor that touches the bed.' },
  ],
};

/** What every command of Klipper reads that lowers the probe (`klippy/extras/probe.py`, `get_probe_params`). */
export const PROBE_PARAMETERS: readonly ParameterReference[] = [
  { name: 'PROBE_SPEED', summary: 'Speed downwards.', unit: 'mm/s' },
  { name: 'LIFT_SPEED', summary: 'Speed upwards.', unit: 'mm/s' },
  { name: 'SAMPLES', summary: 'How many samples.' },
  { name: 'SAMPLE_RETRACT_DIST', summary: 'Lift between samples.', unit: 'mm' },
  { name: 'SAMPLES_TOLERANCE', summary: 'How far samples may differ.', unit: 'mm' },
  { name: 'SAMPLES_TOLERANCE_RETRIES', summary: 'Tries when they differ more.' },
  {
    name: 'SAMPLES_RESULT',
    summary: 'Which value counts.',
    values: [
      { value: 'median', summary: 'The middle one.' },
      { value: 'average', summary: 'The mean.' },
    ],
  },
];
