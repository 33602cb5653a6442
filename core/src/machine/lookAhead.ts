/** Moves that may wait before those that are certain are given out. */
const FLUSH_EVERY = 256;
/** More than this never waits: a run of moves that all speed up, of which no printer needs so many. */
const MOST_WAITING = 16_384;

// Places in the row of a waiting move, behind its distance.
const ACCELERATION = 1;
const MAX_START2 = 2;
const MAX_CRUISE2 = 3;
const MAX_SMOOTH_START2 = 4;
const SMOOTH_ACCELERATION = 5;
const ROW = 6;

/** 1.5 × 2^52, see `whole` of moveTo.ts. */
const WHOLE = 6_755_399_441_055_744;

/** Moves whose time is still open at a point of the file. */
export interface WaitingMoves {
  readonly count: number;
  /** `ROW` numbers a move. */
  readonly rows: Float64Array;
  /** To whom they belong: owners of this stretch from 0 on, or `~i` for the move that waited at place i
   * when the stretch began. */
  readonly owners: Int32Array;
}

/** Learns how fast each move begins, cruises and ends (squared, mm²/s²), in the order of the moves. */
export type SpeedRecorder = (
  owner: number,
  start2: number,
  cruise2: number,
  end2: number,
  accelerationMmPerS2: number,
) => void;

/**
 * The queue in which moves wait until nothing that follows can change how fast they are.
 *
 * Moves are given out when they are certain and never sooner, so times do not depend on how a file is cut
 * into chunks. Klipper itself looks no further ahead than a quarter of a second.
 *
 * Speeds are squared (`…2`, mm²/s²) as in Klipper: with acceleration a over a distance d they change by 2ad.
 */
export class LookAhead {
  /** Nanoseconds by owner. Whoever plans clears it. */
  times = new Float64Array(1_024);
  /** Nanoseconds of the moves that waited when `enter` was called, by their place. */
  carried = new Float64Array(0);
  /** Undefined where only times are asked for. */
  recordSpeeds: SpeedRecorder | undefined;

  private count = 0;
  private room = FLUSH_EVERY;
  private rows = new Float64Array(FLUSH_EVERY * ROW);
  private owners = new Int32Array(FLUSH_EVERY);
  /** What looking back finds: speed at the start and while cruising, squared; cruising −1 where the move
   * before decides. */
  private speeds2 = new Float64Array(FLUSH_EVERY * 2);

  /**
   * Adds a move.
   *
   * @param distance in mm, @param start2 the most with which it may begin, given the moves before it
   * @param cruise2 the most on the way, @param smoothStart2 and @param smoothAcceleration the same for
   * moves that speed up only to slow down again (Klipper's minimum cruise ratio)
   * @param owner where its time belongs, from 0 on and never falling
   */
  append(
    distance: number,
    acceleration: number,
    start2: number,
    cruise2: number,
    smoothStart2: number,
    smoothAcceleration: number,
    owner: number,
  ): void {
    if (this.count === this.room) this.makeRoom();
    const { count, rows } = this;
    const at = count * ROW;
    rows[at] = distance;
    rows[at + ACCELERATION] = acceleration;
    rows[at + MAX_START2] = start2;
    rows[at + MAX_CRUISE2] = cruise2;
    rows[at + MAX_SMOOTH_START2] = smoothStart2;
    rows[at + SMOOTH_ACCELERATION] = smoothAcceleration;
    this.owners[count] = owner;
    this.count = count + 1;
  }

  /** Gives out everything: the head comes to rest behind the last move. */
  stop(): void {
    this.giveOut(false);
  }

  /** Gives out what is certain, and says whether that is everything of the owners below `owner`. */
  isCertainBefore(owner: number): boolean {
    this.giveOut(true);
    return this.count === 0 || (this.owners[0] ?? 0) >= owner;
  }

  /** Begins a stretch of the file with what waits from the one before. */
  enter({ count, rows }: WaitingMoves): void {
    this.count = 0;
    while (this.room <= count) this.grow();
    this.rows.set(rows);
    for (let i = 0; i < count; i++) this.owners[i] = ~i;
    this.count = count;
    this.carried = new Float64Array(count);
  }

  /** Ends the stretch: gives out what is certain and says what waits. */
  leave(): WaitingMoves {
    this.giveOut(true);
    const { count } = this;
    return {
      count,
      rows: this.rows.slice(0, count * ROW),
      owners: this.owners.slice(0, count),
    };
  }

  private makeRoom(): void {
    this.giveOut(true);
    if (this.count === MOST_WAITING) this.giveOut(false);
    // Passing over the same waiting moves again and again would cost more than keeping more of them.
    else if (this.count > this.room / 2 && this.room < MOST_WAITING) this.grow();
  }

  private grow(): void {
    this.room *= 2;
    const rows = new Float64Array(this.room * ROW);
    rows.set(this.rows);
    this.rows = rows;
    const owners = new Int32Array(this.room);
    owners.set(this.owners);
    this.owners = owners;
    this.speeds2 = new Float64Array(this.room * 2);
  }

  /** Adds up the times of waiting moves: all of them, or those that nothing behind can change. */
  private giveOut(onlyCertain: boolean): void {
    const { count } = this;
    if (count === 0) return;
    const ready = this.lookBack(onlyCertain);
    if (ready === 0) return;
    this.addTimes(ready);
    this.rows.copyWithin(0, ready * ROW, count * ROW);
    this.owners.copyWithin(0, ready, count);
    this.count = count - ready;
  }

  /**
   * From the last move to the first: how fast each may begin so that all behind it can still slow down,
   * as if the head came to rest behind the last one.
   *
   * @returns how many moves, from the first on, have their final speeds
   */
  private lookBack(onlyCertain: boolean): number {
    const { count, rows, speeds2 } = this;
    let ready = onlyCertain ? 0 : count;
    let searching = onlyCertain;
    let certain = false;
    let nextStart2 = 0;
    let nextSmoothStart2 = 0;
    let peakCruise2 = 0;
    let undecided = 0;
    for (let i = count - 1; i >= 0; i--) {
      const at = i * ROW;
      const twice = 2 * (rows[at] ?? 0);
      const reachable2 = nextStart2 + twice * (rows[at + ACCELERATION] ?? 0);
      const most2 = rows[at + MAX_START2] ?? 0;
      const from2 = most2 < reachable2 ? most2 : reachable2;
      const smooth2 = twice * (rows[at + SMOOTH_ACCELERATION] ?? 0);
      const reachableSmooth2 = nextSmoothStart2 + smooth2;
      const mostSmooth2 = rows[at + MAX_SMOOTH_START2] ?? 0;
      const fromSmooth2 = mostSmooth2 < reachableSmooth2 ? mostSmooth2 : reachableSmooth2;
      let cruising2 = -1;
      undecided += 1;
      if (fromSmooth2 < reachableSmooth2) {
        // The move may speed up. If it may slow down as well, or slows down in the moves behind it, it
        // has a peak, which the moves before it that only speed up keep to as well.
        if (fromSmooth2 + smooth2 > nextSmoothStart2 || undecided > 1) {
          if (searching && certain) {
            ready = i + undecided;
            searching = false;
          }
          peakCruise2 = (fromSmooth2 + reachableSmooth2) * 0.5;
        }
        cruising2 = (from2 + reachable2) * 0.5;
        const mostCruise2 = rows[at + MAX_CRUISE2] ?? 0;
        if (mostCruise2 < cruising2) cruising2 = mostCruise2;
        if (peakCruise2 < cruising2) cruising2 = peakCruise2;
        undecided = 0;
        // Whatever follows can only let the later moves be faster. A start that is limited by the moves
        // before it, not by those behind, stays as it is, and so do all starts before it.
        if (most2 <= reachable2) certain = true;
      }
      speeds2[2 * i] = from2;
      speeds2[2 * i + 1] = cruising2;
      nextStart2 = from2;
      nextSmoothStart2 = fromSmooth2;
    }
    return ready;
  }

  private addTimes(ready: number): void {
    const { count, rows, speeds2, owners, carried, recordSpeeds } = this;
    // Owners only rise, so the last one is the largest.
    this.makeRoomForTimes(owners[ready - 1] ?? 0);
    const { times } = this;
    let lastCruise2 = 0;
    let cruise = 0;
    let endOfLast2 = 0;
    let endOfLast = 0;
    for (let i = 0; i < ready; i++) {
      let from2 = speeds2[2 * i] ?? 0;
      let to2 = i + 1 < count ? (speeds2[2 * i + 2] ?? 0) : 0;
      let cruising2 = speeds2[2 * i + 1] ?? 0;
      if (cruising2 < 0) cruising2 = lastCruise2 < from2 ? lastCruise2 : from2;
      if (cruising2 <= 0) continue;
      if (cruising2 < from2) from2 = cruising2;
      if (cruising2 < to2) to2 = cruising2;
      if (cruising2 !== lastCruise2) cruise = Math.sqrt(cruising2);
      lastCruise2 = cruising2;
      recordSpeeds?.(owners[i] ?? 0, from2, cruising2, to2, rows[i * ROW + ACCELERATION] ?? 0);
      const distance = rows[i * ROW] ?? 0;
      let seconds = 0;
      if (from2 === cruising2 && to2 === cruising2) {
        seconds = distance / cruise;
        endOfLast2 = cruising2;
        endOfLast = cruise;
      } else {
        const from = from2 === endOfLast2 ? endOfLast : Math.sqrt(from2);
        const to = to2 === cruising2 ? cruise : Math.sqrt(to2);
        endOfLast2 = to2;
        endOfLast = to;
        const inverse = 1 / (rows[i * ROW + ACCELERATION] ?? 1);
        const ramps = (2 * cruising2 - from2 - to2) * 0.5 * inverse;
        seconds = (2 * cruise - from - to) * inverse + (distance - ramps) / cruise;
      }
      const nanoseconds = seconds * 1e9 + WHOLE - WHOLE;
      const owner = owners[i] ?? 0;
      if (owner >= 0) times[owner] = (times[owner] ?? 0) + nanoseconds;
      else carried[~owner] = (carried[~owner] ?? 0) + nanoseconds;
    }
  }

  private makeRoomForTimes(owner: number): void {
    if (owner < this.times.length) return;
    const times = new Float64Array(Math.max(owner + 1, this.times.length * 2));
    times.set(this.times);
    this.times = times;
  }
}
