import type { z } from 'zod';
import { audioLength } from './checks/audioLength.ts';
import { columnsAsStated, columnsPresent } from './checks/columnsPresent.ts';
import { duration } from './checks/duration.ts';
import { gcodeLayers, gcodeRules } from './checks/gcode.ts';
import { imageCount } from './checks/imageCount.ts';
import { labelInside } from './checks/labelInside.ts';
import { materialTemperature } from './checks/materialTemperature.ts';
import { notNull } from './checks/notNull.ts';
import { nullShare } from './checks/nullShare.ts';
import { increasing, unique } from './checks/order.ts';
import { coverage, gaps, jitter } from './checks/pace.ts';
import { range } from './checks/range.ts';
import { reach } from './checks/reach.ts';
import { read } from './checks/read.ts';
import { spike } from './checks/spike.ts';
import { stuckHeating } from './checks/stuckHeating.ts';
import { stuckMotion } from './checks/stuckMotion.ts';
import { stuckNoise } from './checks/stuckNoise.ts';
import { lengthUnit, speedUnit, temperatureUnit, timeUnit } from './checks/units.ts';

/** All kinds of expectations by the name that suites have for them. */
export const KINDS = {
  read,
  'columns-present': columnsPresent,
  'columns-as-stated': columnsAsStated,
  'not-null': notNull,
  unique,
  increasing,
  jitter,
  gaps,
  coverage,
  range,
  reach,
  'null-share': nullShare,
  'stuck-noise': stuckNoise,
  'stuck-motion': stuckMotion,
  'stuck-heating': stuckHeating,
  spike,
  'temperature-unit': temperatureUnit,
  'speed-unit': speedUnit,
  'length-unit': lengthUnit,
  'time-unit': timeUnit,
  'gcode-layers': gcodeLayers,
  'gcode-rules': gcodeRules,
  duration,
  'image-count': imageCount,
  'audio-length': audioLength,
  'material-temperature': materialTemperature,
  'label-inside': labelInside,
} as const;

export type KindName = keyof typeof KINDS;

/** The parameters of each kind. */
export type ParametersOf = {
  readonly [Name in KindName]: z.infer<(typeof KINDS)[Name]['parameters']>;
};
