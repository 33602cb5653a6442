/**
 * How high the print stands over each pixel, seen from above, drawn bead by bead with soft edges. Only
 * additions, products, quotients and roots: the same pieces give the same map on every machine.
 */
export class HeightMap {
  readonly width: number;
  readonly height: number;
  /** mm above the bed, row by row from the top of the picture. */
  readonly z: Float32Array;
  /** How much of the pixel is covered by plastic, 0 to 1. */
  readonly cover: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.z = new Float32Array(width * height);
    this.cover = new Float32Array(width * height);
  }

  /**
   * Lays a bead from one point to another, in pixels. Its back is round: the sides lie `droopMm` below the
   * middle. What stands higher already stays.
   *
   * @param topMm height of its middle @param strength 0 to 1, for what is thinner than a pixel
   */
  addBead(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    radius: number,
    topMm: number,
    droopMm: number,
    strength: number,
  ): void {
    const { width, height, z, cover } = this;
    const reach = radius + 0.5;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length2 = dx * dx + dy * dy;
    const perLength2 = length2 > 0 ? 1 / length2 : 0;
    const fromRow = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
    const toRow = Math.min(height - 1, Math.floor(Math.max(y0, y1) + reach));
    const least = Math.min(x0, x1) - reach;
    const most = Math.max(x0, x1) + reach;
    const steep = dy * dy > 1e-12;
    // Where a row crosses the strip along the bead: much less than the box around a slanted one.
    const slope = steep ? dx / dy : 0;
    const halfWidth = steep ? reach * Math.sqrt(1 + slope * slope) : 0;
    const perRadius2 = 1 / (radius * radius);
    for (let row = fromRow; row <= toRow; row++) {
      const middle = x0 + (row - y0) * slope;
      const from = steep ? Math.max(least, middle - halfWidth) : least;
      const to = steep ? Math.min(most, middle + halfWidth) : most;
      const last = Math.min(width - 1, Math.floor(to));
      const base = row * width;
      for (let column = Math.max(0, Math.ceil(from)); column <= last; column++) {
        const px = column - x0;
        const py = row - y0;
        const along = (px * dx + py * dy) * perLength2;
        const t = along < 0 ? 0 : along > 1 ? 1 : along;
        const offX = px - t * dx;
        const offY = py - t * dy;
        const distance2 = offX * offX + offY * offY;
        if (distance2 >= reach * reach) continue;
        const edge = reach - Math.sqrt(distance2);
        const share = (edge < 1 ? edge : 1) * strength;
        const at = base + column;
        const top = topMm - droopMm * Math.min(1, distance2 * perRadius2);
        const before = z[at] ?? 0;
        if (top > before) z[at] = before + (top - before) * share;
        const covered = cover[at] ?? 0;
        cover[at] = covered + (1 - covered) * share;
      }
    }
  }
}

/** Mean height of the square of (2 × `radius` + 1)² pixels around each pixel; edges count on beyond. */
export function blurred({ width, height, z }: HeightMap, radius: number): Float32Array {
  const rows = new Float32Array(z.length);
  const out = new Float32Array(z.length);
  const share = 1 / (2 * radius + 1);
  for (let row = 0; row < height; row++) runningMean(z, rows, row * width, 1, width, radius, share);
  for (let column = 0; column < width; column++)
    runningMean(rows, out, column, width, height, radius, share);
  return out;
}

function runningMean(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
  share: number,
): void {
  const value = (i: number) => from[start + Math.min(count - 1, Math.max(0, i)) * step] ?? 0;
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += value(i);
  for (let i = 0; i < count; i++) {
    to[start + i * step] = sum * share;
    sum += value(i + radius + 1) - value(i - radius);
  }
}
