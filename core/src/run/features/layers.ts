import type { PlannedLayer } from '../alignedRun.ts';
import { largest, mean, median, smallest, standardDeviation } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { remembered, type Section, sectionsOf, valuesOf } from './section.ts';

/** What PrusaSlicer slows layers down to by default (slowdown_below_layer_time), s. */
const SHORT_LAYER_S = 5;

export const LAYER_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'layer_time_planned',
    unit: 's',
    meaning: 'Planned time of the layer.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'layer',
    compute: (section) => plannedLayer(section)?.seconds ?? Number.NaN,
  },
  {
    name: 'layer_time_observed',
    unit: 's',
    meaning: 'Time from the first row of the layer to the first row behind it.',
    source: 'own',
    of: 'layer',
    compute: observedSeconds,
  },
  {
    name: 'layer_time_ratio',
    unit: '',
    meaning: 'Observed over planned time of the layer.',
    source: 'own',
    of: 'layer',
    compute: (section) => observedSeconds(section) / (plannedLayer(section)?.seconds ?? Number.NaN),
  },
  {
    name: 'layer_z',
    unit: 'mm',
    meaning: 'Median observed height of the head while the layer is printed.',
    source: 'own',
    of: 'layer',
    compute: (section) => zOfLayers(section.run)[(section.layer ?? 0) - 1] ?? Number.NaN,
  },
  {
    name: 'layer_z_step_error',
    unit: 'mm',
    meaning: 'Observed rise since the layer before less the planned one.',
    source: 'own',
    of: 'layer',
    compute: (section) => stepErrors(section.run)[(section.layer ?? 0) - 1] ?? Number.NaN,
  },
  {
    name: 'layer_interlayer_proxy',
    unit: '°C',
    meaning:
      'A stand-in for the temperature of the layer below when this one is laid onto it: a bead that cools from the temperature of the hot end towards ambient for the time of a layer. Conduction from the part and the bed is left out.',
    source: 'lumped bead, h 60 W/m²K assumed',
    of: 'layer',
    compute: interlayerProxy,
  },
  {
    name: 'layer_time_median',
    unit: 's',
    meaning: 'Median planned time of the layers.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'run',
    compute: ({ run }) => median(run.layers.map(({ seconds }) => seconds)),
  },
  {
    name: 'layer_time_min',
    unit: 's',
    meaning: 'Shortest planned time of a layer.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'run',
    compute: ({ run }) => smallest(run.layers.map(({ seconds }) => seconds)),
  },
  {
    name: 'short_layer_share',
    unit: '',
    meaning: `Share of the layers that are planned to take less than ${SHORT_LAYER_S} s.`,
    source: 'PrusaSlicer, default of slowdown_below_layer_time',
    of: 'run',
    compute: ({ run }) => mean(run.layers.map(({ seconds }) => (seconds < SHORT_LAYER_S ? 1 : 0))),
  },
  {
    name: 'layer_time_ratio_max',
    unit: '',
    meaning: 'Largest observed over planned time of a layer.',
    source: 'own',
    of: 'run',
    compute: ({ run }) =>
      largest(
        layerSections(run).map(
          (layer) => observedSeconds(layer) / (plannedLayer(layer)?.seconds ?? Number.NaN),
        ),
      ),
  },
  {
    name: 'z_step_error_std',
    unit: 'mm',
    meaning: 'Standard deviation of the observed less the planned rise from layer to layer.',
    source: 'own',
    of: 'run',
    compute: ({ run }) => standardDeviation(stepErrors(run)),
  },
  {
    name: 'z_step_error_max',
    unit: 'mm',
    meaning: 'Largest magnitude of the observed less the planned rise from layer to layer.',
    source: 'own',
    of: 'run',
    compute: ({ run }) => largest(stepErrors(run).map(Math.abs)),
  },
];

const layerSections = remembered((run: Section['run']) => sectionsOf(run).layers);

function plannedLayer({ run, layer }: Section): PlannedLayer | undefined {
  return layer === undefined ? undefined : run.layers[layer - 1];
}

function observedSeconds({ run, firstRow, endRow }: Section): number {
  const time = run.timeline.columns.get('source_t');
  if (!time || endRow <= firstRow) return Number.NaN;
  return (time[Math.min(endRow, time.length - 1)] ?? Number.NaN) - (time[firstRow] ?? Number.NaN);
}

/** The head is lifted on travels; the median of a layer is its printing height. */
const zOfLayers = remembered((run: Section['run']) =>
  layerSections(run).map((layer) => median(valuesOf(layer, 'position_z'))),
);

const stepErrors = remembered((run: Section['run']) => {
  const observed = zOfLayers(run);
  return observed.map((z, i) => {
    const planned = (run.layers[i]?.zMm ?? Number.NaN) - (run.layers[i - 1]?.zMm ?? Number.NaN);
    return z - (observed[i - 1] ?? Number.NaN) - planned;
  });
});

/** Free convection with some air from the fan. */
const BEAD_LOSS_W_PER_M2K = 60;
const BEAD_WIDTH_MM = 0.45;

/** A bead of the layer's height loses heat through its top and its sides: τ = ρ·c·A ÷ (h·perimeter). */
function interlayerProxy(section: Section): number {
  const { material, printer } = section.run;
  const layer = plannedLayer(section);
  if (!layer) return Number.NaN;
  const areaMm2 = BEAD_WIDTH_MM * layer.heightMm;
  const perimeterMm = BEAD_WIDTH_MM + 2 * layer.heightMm;
  // g/cm³ × J/gK = J/cm³K = 10⁶ J/m³K; mm² over mm is a thousandth of a metre.
  const tau =
    (material.densityGPerCm3 * material.specificHeatJPerGK * 1e3 * areaMm2) /
    (BEAD_LOSS_W_PER_M2K * perimeterMm);
  const { ambientC } = printer.hotend;
  const above = mean(valuesOf(section, 'temperature')) - ambientC;
  return ambientC + above * Math.exp(-observedSeconds(section) / tau);
}
