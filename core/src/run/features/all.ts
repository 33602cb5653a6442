import type { AlignedRun } from '../alignedRun.ts';
import { AUDIO_FEATURES } from './audio.ts';
import { EXTRUSION_FEATURES } from './extrusion.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { IMAGE_FEATURES } from './image.ts';
import { LAYER_FEATURES } from './layers.ts';
import { MOTION_FEATURES } from './motion.ts';
import { type Section, sectionsOf } from './section.ts';
import { SMOOTHNESS_FEATURES } from './smoothness.ts';
import { STATIC_FEATURES } from './static.ts';
import { THERMAL_FEATURES } from './thermal.ts';
import { VIBRATION_FEATURES } from './vibration.ts';

export interface FeatureFamily {
  readonly name: string;
  readonly features: readonly FeatureDefinition[];
}

/** Every feature there is, in the order of the columns. */
export const FEATURE_FAMILIES: readonly FeatureFamily[] = [
  { name: 'Thermal', features: THERMAL_FEATURES },
  { name: 'Motion', features: MOTION_FEATURES },
  { name: 'Smoothness', features: SMOOTHNESS_FEATURES },
  { name: 'Vibration', features: VIBRATION_FEATURES },
  { name: 'Extrusion', features: EXTRUSION_FEATURES },
  { name: 'Layers', features: LAYER_FEATURES },
  { name: 'Pictures', features: IMAGE_FEATURES },
  { name: 'Sound', features: AUDIO_FEATURES },
  { name: 'G-code', features: STATIC_FEATURES },
];

const ALL = FEATURE_FAMILIES.flatMap(({ features }) => features);

export const RUN_FEATURES = ALL.filter(({ of }) => of !== 'layer');
export const LAYER_ROW_FEATURES = ALL.filter(({ of }) => of !== 'run');

/** Features of one run: a number for each of `RUN_FEATURES`, and for every layer one for each of
 * `LAYER_ROW_FEATURES`. What cannot be computed is NaN, and so is what is not finite. */
export function computeFeatures(run: AlignedRun): {
  readonly run: readonly number[];
  readonly layers: readonly (readonly number[])[];
} {
  const { whole, layers } = sectionsOf(run);
  return {
    run: RUN_FEATURES.map((feature) => finiteOr(feature, whole)),
    layers: layers.map((layer) => LAYER_ROW_FEATURES.map((feature) => finiteOr(feature, layer))),
  };
}

function finiteOr(feature: FeatureDefinition, section: Section): number {
  const value = feature.compute(section);
  return Number.isFinite(value) ? value : Number.NaN;
}
