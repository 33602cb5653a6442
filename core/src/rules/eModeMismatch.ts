import { E } from '../gcode/line.ts';
import { E_USE } from '../machine/move.ts';
import { isMove } from './heating.ts';
import { codeSpan } from './lineText.ts';
import { ASLEEP, type MemoryRule } from './rule.ts';

/**
 * What the moves since the mode was chosen speak for. Lines of one feature are equally thick, so in the
 * right reading of E filament for each mm of way stays the same from move to move.
 */
interface Votes {
  readonly distance: number;
  readonly position: number;
  readonly moves: number;
  readonly lastE: number;
  /** Filament for each mm of the last move, in either reading. */
  readonly distanceRate: number;
  readonly positionRate: number;
}

const NO_VOTES: Votes = {
  distance: 0,
  position: 0,
  moves: 0,
  lastE: 0,
  distanceRate: 0,
  positionRate: 0,
};

/** So many votes decide, if they are so many times those for the other reading. */
const DECIDING_VOTES = 6;
const CLEAR_MAJORITY = 4;
const MOST_MOVES = 300;
/** mm of filament a mm of way: printed lines are well within. */
const THINNEST = 0.002;
const THICKEST = 0.4;

export const eModeMismatch: MemoryRule<Votes | typeof ASLEEP> = {
  id: 'e-mode-mismatch',
  severity: 'error',
  why: 'The numbers behind E are distances while the firmware takes them for positions, or the reverse.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  moves: true,
  commands: ['M82', 'M83', 'G90', 'G91'],
  memory: NO_VOTES,
  check({ line, move, report }, votes) {
    if (!isMove(line) || votes === ASLEEP) return NO_VOTES;
    const value = line.values[E] ?? 0;
    if (!move.changesXy || move.length === 0 || move.eUse === E_USE.none || value <= 0)
      return votes;
    const distanceRate = value / move.length;
    const positionRate = (value - votes.lastE) / move.length;
    const distance = votes.distance + vote(distanceRate, votes.distanceRate);
    const position = votes.position + vote(positionRate, votes.positionRate);
    const takenAsPosition = move.eUse === E_USE.position;
    const wrong = takenAsPosition ? distance : position;
    const right = takenAsPosition ? position : distance;
    const moves = votes.moves + 1;
    if (wrong >= DECIDING_VOTES && wrong > right * CLEAR_MAJORITY) {
      report({
        ...codeSpan(line),
        message: takenAsPosition
          ? 'E holds distances here while the firmware takes it for a position; put M83 before the first move.'
          : 'E keeps growing like a position while the firmware takes it for a distance; put M82 before the first move.',
      });
      return ASLEEP;
    }
    const isClear = right >= DECIDING_VOTES && right > wrong * CLEAR_MAJORITY;
    if (isClear || moves >= MOST_MOVES) return ASLEEP;
    return { distance, position, moves, lastE: value, distanceRate, positionRate };
  },
};

/** 1 where a rate is plausible and like the one before. */
function vote(rate: number, before: number): number {
  if (rate < THINNEST || rate > THICKEST) return 0;
  return Math.abs(rate - before) <= 0.04 * rate ? 1 : 0;
}
