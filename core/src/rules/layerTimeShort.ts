import type { GcodeMetadata } from '../contract/metadata.ts';
import { SUM } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

/** Where the slicer does not say how long a layer must take, seconds: in less no plastic sets. */
const LEAST_SECONDS = 2;
/** A slicer reckons without acceleration and rounds; what is only a little short was meant to be so. */
const SLACK = 0.8;

/** How slicers call the shortest time of a layer, and whether they keep to it. */
const SETTINGS: readonly { readonly time: string; readonly isOn: string }[] = [
  { time: 'slowdown_below_layer_time', isOn: 'cooling' },
  { time: 'slow_down_layer_time', isOn: 'slow_down_for_layer_cooling' },
];

export const layerTimeShort: PrintRule = {
  id: 'layer-time-short',
  severity: 'information',
  why: 'The next layer comes before this one has set: small parts get soft and lose their shape.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, metadata, producer, report } = context;
    if (print.source !== 'marks' && print.source !== 'comments') return;
    const isVase = ['spiral_vase', 'spiral_mode'].some((key) => metadata.config[key] === '1');
    const [stated, setting] = leastSeconds(metadata);
    const least = stated === undefined ? LEAST_SECONDS : stated * SLACK;
    // What was written by hand is to be as it is.
    if (least <= 0 || isVase || producer === undefined) return;
    for (const layer of print.layers) {
      const seconds = (layer.sums[SUM.duration] ?? 0) / 1e9;
      const isPrinted = (layer.sums[SUM.extrudingMoves] ?? 0) > 0;
      if (!isPrinted || seconds >= least) continue;
      report(layer.firstLine, {
        subject: '',
        message:
          stated === undefined
            ? `The layer takes ${seconds.toFixed(1)} s, so the next one comes before it has set; print slower here, or several parts at once.`
            : `The layer takes ${seconds.toFixed(1)} s, and ${setting} of the slicer asks for ${stated} s; lower the slowest speed that it may print at, or print several parts at once.`,
      });
    }
  },
};

function leastSeconds({ config }: GcodeMetadata): readonly [number | undefined, string] {
  for (const { time, isOn } of SETTINGS) {
    const stated = config[time];
    if (stated === undefined) continue;
    // One number for each filament; which of them prints a layer is not asked.
    const on = (config[isOn] ?? '1').split(',');
    const seconds = stated.split(',').map((each, index) => (on[index] === '0' ? 0 : Number(each)));
    const least = Math.min(...seconds.filter(Number.isFinite));
    return [Number.isFinite(least) ? least : undefined, time];
  }
  return [undefined, ''];
}
