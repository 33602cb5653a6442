import { type Section, valuesOf } from './section.ts';

/** How far before and behind its planned moment a place of the path is looked for. */
const NEIGHBOURHOOD_S = 0.25;

/**
 * Distance in XY from the observed place of each row to the nearest place of the planned path within a
 * quarter second, mm. Along the path an error of the clock of a few milliseconds moves the head by
 * millimetres; across it does not. NaN where the place or the piece is not known.
 */
export function pathDistance(section: Section): Float64Array {
  const { start, duration, fromX, fromY, toX, toY, count } = section.run.toolpath;
  const t = valuesOf(section, 't');
  const pieces = valuesOf(section, 'piece');
  const y = valuesOf(section, 'position_y');
  return valuesOf(section, 'position_x').map((atX, row) => {
    const atY = y[row] ?? Number.NaN;
    const piece = pieces[row] ?? Number.NaN;
    const now = t[row] ?? Number.NaN;
    if (Number.isNaN(atX + atY + piece + now)) return Number.NaN;
    const squareTo = (i: number): number =>
      squareOfDistance(atX, atY, fromX[i] ?? 0, fromY[i] ?? 0, toX[i] ?? 0, toY[i] ?? 0);
    let nearest = squareTo(piece);
    for (let i = piece - 1; i >= 0; i--) {
      if ((start[i] ?? 0) + (duration[i] ?? 0) < now - NEIGHBOURHOOD_S) break;
      nearest = Math.min(nearest, squareTo(i));
    }
    for (let i = piece + 1; i < count && (start[i] ?? 0) <= now + NEIGHBOURHOOD_S; i++)
      nearest = Math.min(nearest, squareTo(i));
    return Math.sqrt(nearest);
  });
}

function squareOfDistance(
  x: number,
  y: number,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): number {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const square = alongX * alongX + alongY * alongY;
  const along = square > 0 ? ((x - fromX) * alongX + (y - fromY) * alongY) / square : 0;
  const share = Math.min(1, Math.max(0, along));
  const offX = x - fromX - share * alongX;
  const offY = y - fromY - share * alongY;
  return offX * offX + offY * offY;
}

/** Slower than this no direction can be told from noise. */
const LEAST_SPEED_MM_PER_S = 5;
const FEWEST_ROWS = 20;

/**
 * Play of one axis, mm, never below 0. Observed less planned place is fitted with an offset, a part that
 * changes sign with the direction (half the play, behind the motion) and one that grows with the speed
 * (lag, and what is left of the error of the clock). NaN for fewer than 20 moving rows or one direction.
 */
export function backlash(section: Section, axis: 'x' | 'y'): number {
  const observed = valuesOf(section, `position_${axis}`);
  const planned = valuesOf(section, `commanded_${axis}`);
  const t = valuesOf(section, 't');
  const sums = new Normal3();
  let forward = 0;
  for (let i = 1; i < observed.length - 1; i++) {
    const seconds = (t[i + 1] ?? 0) - (t[i - 1] ?? 0);
    const speed = ((planned[i + 1] ?? 0) - (planned[i - 1] ?? 0)) / seconds;
    const error = (observed[i] ?? Number.NaN) - (planned[i] ?? Number.NaN);
    if (!(Math.abs(speed) >= LEAST_SPEED_MM_PER_S) || Number.isNaN(error)) continue;
    if (!Number.isFinite(speed)) continue;
    if (speed > 0) forward++;
    sums.add(Math.sign(speed), speed, error);
  }
  if (sums.count < FEWEST_ROWS || forward === 0 || forward === sums.count) return Number.NaN;
  return Math.max(0, -2 * sums.solve());
}

/** Normal equations of error = offset + a·sign + b·speed. */
class Normal3 {
  count = 0;
  private s = 0;
  private v = 0;
  private ss = 0;
  private sv = 0;
  private vv = 0;
  private e = 0;
  private se = 0;
  private ve = 0;

  add(sign: number, speed: number, error: number): void {
    this.count++;
    this.s += sign;
    this.v += speed;
    this.ss += sign * sign;
    this.sv += sign * speed;
    this.vv += speed * speed;
    this.e += error;
    this.se += sign * error;
    this.ve += speed * error;
  }

  /** The coefficient of the sign, NaN where speed and direction cannot be told apart. */
  solve(): number {
    const { count } = this;
    const ss = this.ss - (this.s * this.s) / count;
    const sv = this.sv - (this.s * this.v) / count;
    const vv = this.vv - (this.v * this.v) / count;
    const se = this.se - (this.s * this.e) / count;
    const ve = this.ve - (this.v * this.e) / count;
    const determinant = ss * vv - sv * sv;
    // All at one speed: lag and play look alike.
    if (!(determinant > 1e-9 * ss * vv)) return Number.NaN;
    return (se * vv - ve * sv) / determinant;
  }
}
