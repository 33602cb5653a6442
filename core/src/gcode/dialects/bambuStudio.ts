import type { Role } from '../../contract/outline.ts';
import { type Dialect, MARK } from './dialect.ts';

/** Feature words of BambuStudio (`ExtrusionEntity.cpp`), which OrcaSlicer shares. */
export const BAMBU_ROLES: Readonly<Record<string, Role>> = {
  Undefined: 'unknown',
  'Inner wall': 'inner wall',
  'Outer wall': 'outer wall',
  'Overhang wall': 'overhang',
  'Bridge wall': 'overhang',
  'Floating vertical shell': 'bridge',
  'Sparse infill': 'sparse infill',
  'Internal solid infill': 'solid infill',
  'Top surface': 'top surface',
  'Bottom surface': 'bottom surface',
  Ironing: 'ironing',
  'Support ironing': 'ironing',
  Bridge: 'bridge',
  'Internal Bridge': 'internal bridge',
  'Gap infill': 'gap fill',
  Skirt: 'skirt',
  Brim: 'brim',
  Support: 'support',
  'Support interface': 'support interface',
  'Support transition': 'support',
  'Prime tower': 'prime tower',
  Flush: 'flush',
  Custom: 'custom',
  Multiple: 'mixed',
};

/** BambuStudio, and OrcaSlicer for Bambu's printers (`GCodeProcessor.cpp`, reserved tags). */
export const BAMBUSTUDIO: Dialect = {
  name: 'BambuStudio',
  producers: [/^BambuStudio (\S+)/],
  marks: [
    { kind: MARK.layer, text: 'CHANGE_LAYER', whole: true },
    { kind: MARK.layerZ, text: 'Z_HEIGHT:', number: true },
    { kind: MARK.lineHeight, text: 'LAYER_HEIGHT:', number: true },
    { kind: MARK.lineWidth, text: 'LINE_WIDTH:', number: true },
    { kind: MARK.feature, text: 'FEATURE:' },
    { kind: MARK.layerNumber, text: 'layer num/total_layer_count:', number: true },
    { kind: MARK.wipeStart, text: 'WIPE_START', whole: true },
    { kind: MARK.wipeEnd, text: 'WIPE_END', whole: true },
    { kind: MARK.objectStart, text: 'start printing object, unique label id:' },
    { kind: MARK.objectEnd, text: 'stop printing object, unique label id:' },
    { kind: MARK.blockStart, text: 'HEADER_BLOCK_START', whole: true },
    { kind: MARK.blockEnd, text: 'HEADER_BLOCK_END', whole: true },
    { kind: MARK.blockStart, text: 'CONFIG_BLOCK_START', whole: true },
    { kind: MARK.blockEnd, text: 'CONFIG_BLOCK_END', whole: true },
    { kind: MARK.blockStart, text: 'THUMBNAIL_BLOCK_START', whole: true },
    { kind: MARK.blockEnd, text: 'THUMBNAIL_BLOCK_END', whole: true },
  ],
  roles: BAMBU_ROLES,
};
