import type { PrintRule } from './rule.ts';

/** Moonraker takes over only pictures of the stated length (`metadata.py`). */
export const thumbnailLength: PrintRule = {
  id: 'thumbnail-length',
  severity: 'information',
  why: 'The picture in the file is not as long as it says, so the printer shows no preview.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ metadata, report }) {
    for (const thumbnail of metadata.thumbnails ?? []) {
      if (!thumbnail.lengthMismatch) continue;
      report(thumbnail.firstLine - 1, {
        message: `This picture (${thumbnail.width}×${thumbnail.height}) is not as long as it says, so no preview is shown; slice again.`,
      });
    }
  },
};
