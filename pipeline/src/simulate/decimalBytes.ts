/**
 * Writes numbers with a fixed number of decimals straight into bytes. It does what `toFixed` does but for
 * ties, which go away from zero, at a tenth of its cost: the text of a run is a large part of what it costs.
 * Numbers that are not finite are written as nothing.
 */
export class DecimalBytes {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(room: number) {
    this.bytes = new Uint8Array(Math.max(room, WIDEST));
  }

  /** Makes sure that as many more bytes fit. Callers of `number` and `byte` ask for room once a row. */
  reserve(room: number): void {
    if (this.length + room <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + room));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** ASCII only. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** @param decimals at most 8 */
  number(value: number, decimals: number): void {
    const size = value < 0 ? -value : value;
    const scaled = Math.floor(size * (SCALES[decimals] ?? 1) + 0.5);
    // NaN and infinity fail it too.
    if (!(scaled < MOST)) return;
    if (value < 0 && scaled > 0) this.byte(MINUS);
    if (scaled < LIMB) this.whole(scaled, decimals + 1, decimals);
    else {
      const high = Math.floor(scaled / LIMB);
      if (high < LIMB) this.whole(high, 1, 0);
      else {
        const highest = Math.floor(high / LIMB);
        this.whole(highest, 1, 0);
        this.whole(high - highest * LIMB, LIMB_DIGITS, 0);
      }
      this.whole(scaled - high * LIMB, LIMB_DIGITS, decimals);
    }
  }

  /** What has been written; valid until more is written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** @param value below 10^9 @param digits at least so many, with leading zeros */
  private whole(value: number, digits: number, decimals: number): void {
    const { bytes } = this;
    const width = Math.max(digits, digitsOf(value));
    let at = this.length + width + (decimals > 0 ? 1 : 0);
    this.length = at;
    let rest = value | 0;
    for (let i = 0; i < decimals; i++) {
      const shorter = (rest / 10) | 0;
      bytes[--at] = ZERO + rest - shorter * 10;
      rest = shorter;
    }
    if (decimals > 0) bytes[--at] = DOT;
    for (let i = decimals; i < width; i++) {
      const shorter = (rest / 10) | 0;
      bytes[--at] = ZERO + rest - shorter * 10;
      rest = shorter;
    }
  }
}

/** Bytes that the widest number takes. */
export const WIDEST = 30;

const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;
const LIMB_DIGITS = 9;
const LIMB = 1e9;
const SCALES = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
/** No sensor has as many digits. */
const MOST = 1e21;

function digitsOf(value: number): number {
  if (value < 1_000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  if (value < 1_000_000) return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}
