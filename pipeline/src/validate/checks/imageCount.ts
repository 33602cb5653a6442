import { z } from 'zod';
import { RUN_FILE } from '#core/run/runFolder';
import { plural } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { singleOutcome } from '../unexpected.ts';

export const imageCount = kind({
  code: 'image-count-mismatch',
  meaning:
    'There are as many images as layers, give or take so many: layers that events name, else those of the G-code.',
  parameters: z.strictObject({ within: z.number().int().min(0) }),
  check(run, _columns, { within }) {
    const { imageCount: images, events, plan } = run;
    const begun = events.filter(({ event }) => event === 'layer').length;
    const layers = begun > 0 ? begun : (plan?.layerCount ?? 0);
    if (images === undefined || layers === 0) return [];
    return [
      singleOutcome(Math.abs(images - layers) <= within, images, () => ({
        file: RUN_FILE.images,
        message: `There are ${plural(images, 'image')} for ${plural(layers, 'layer')}; look for missing images, or for those of another run.`,
      })),
    ];
  },
});
