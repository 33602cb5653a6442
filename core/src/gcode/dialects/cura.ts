import { type Dialect, MARK } from './dialect.ts';

/** Cura (`gcodeExport.cpp`). It numbers layers from 0 and raft layers below 0, and states no height. */
export const CURA: Dialect = {
  name: 'Cura',
  producers: [/^Generated with Cura_SteamEngine (\S+)/, /^Sliced at: /],
  marks: [
    { kind: MARK.layer, text: 'LAYER:', number: true },
    { kind: MARK.feature, text: 'TYPE:' },
    { kind: MARK.mesh, text: 'MESH:' },
    { kind: MARK.wipeStart, text: 'WIPE_SCRIPT_BEGIN', whole: true },
    { kind: MARK.wipeEnd, text: 'WIPE_SCRIPT_END', whole: true },
    { kind: MARK.blockStart, text: 'START_OF_HEADER', whole: true },
    { kind: MARK.blockEnd, text: 'END_OF_HEADER', whole: true },
  ],
  roles: {
    'WALL-OUTER': 'outer wall',
    'WALL-INNER': 'inner wall',
    SKIN: 'solid infill',
    FILL: 'sparse infill',
    SUPPORT: 'support',
    'SUPPORT-INTERFACE': 'support interface',
    SKIRT: 'skirt',
    'PRIME-TOWER': 'prime tower',
    RAFT: 'raft',
  },
};
