import { findLine } from './endOfFile.ts';
import type { PrintContext, PrintRule } from './rule.ts';

/** Settings that Klipper's `docs/Slicers.md` advises against, as slicers state them. */
interface Advice {
  /** A line of the head or tail, where the slicer writes it as one. */
  readonly line: RegExp;
  /** A setting by its key, where the slicer writes it inside a block. */
  readonly setting?: { readonly key: string; readonly on: string };
  readonly message: string;
}

const COASTING =
  'Coasting changes the flow between moves, which makes Klipper slow down at each; switch it off and tune pressure advance instead.';

const ADVICE: readonly Advice[] = [
  {
    line: /^;SETTING_3 /,
    setting: { key: 'coasting_enable', on: 'True' },
    message: COASTING,
  },
  { line: /^;\s+extruderUseCoasting,(?:\d,)*1/, message: COASTING },
  {
    line: /^;\s+extruderExtraRestartDistance,(?:0,)*-?(?:0\.\d*[1-9]|[1-9])/,
    message:
      'An extra restart distance changes the flow so much that Klipper may stop at its largest cross-section; set it to 0 and tune pressure advance instead.',
  },
];

export const slicerKlipperSettings: PrintRule = {
  id: 'slicer-klipper-settings',
  severity: 'information',
  why: 'The slicer was told to shape the flow itself, which works against the way Klipper plans.',
  firmwares: ['klipper'],
  atEnd(context) {
    for (const advice of ADVICE) {
      const line = lineOf(context, advice);
      if (line >= 0) context.report(line, { message: advice.message });
    }
  },
};

function lineOf(context: PrintContext, { line, setting }: Advice): number {
  if (setting) {
    const { config } = context.metadata;
    const values = (Object.hasOwn(config, setting.key) ? config[setting.key] : '') ?? '';
    if (!values.split(',').includes(setting.on)) return -1;
  }
  return findLine(context, line);
}
