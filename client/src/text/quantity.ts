// Numbers as people read them, with their unit. English, like all of the extension.

/** `35 s`, `1 min 4 s`, `2 h 5 min`, `1 d 3 h`; below ten seconds with a decimal. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  if (seconds < 9.95) return `${trim(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(whole / 3600);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** The time of a line, which may be a few milliseconds: `0.034 s`, `4.25 s`, `1 min 4 s`. */
export function formatLineTime(seconds: number): string {
  if (!(seconds >= 0 && seconds < 9.95)) return formatDuration(seconds);
  return `${trim(seconds, seconds < 1 ? 3 : 2)} s`;
}

/** A length of filament or of a path: `0.4 mm`, `120 mm`, `12.3 m`. */
export function formatLength(millimetres: number): string {
  const size = Math.abs(millimetres);
  if (size < 9.95) return `${trim(millimetres, 1)} mm`;
  if (size < 999.5) return `${Math.round(millimetres)} mm`;
  return `${trim(millimetres / 1000, size < 99_950 ? 2 : 0)} m`;
}

/** A coordinate or a height in mm, without a unit and without idle zeros: `2.4`. */
export function formatMillimetres(millimetres: number): string {
  return trim(millimetres, 3);
}

/** `12.3 g` */
export function formatMass(grams: number): string {
  return `${trim(grams, grams < 100 ? 1 : 0)} g`;
}

/** `812 bytes`, `4.2 kB`, `73 MB`: decimal, as file managers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 999_500) return `${trim(bytes / 1e3, bytes < 99_500 ? 1 : 0)} kB`;
  return `${trim(bytes / 1e6, bytes < 99_500_000 ? 1 : 0)} MB`;
}

/** A whole number with thousands set apart: `12,345`. */
export function formatCount(count: number): string {
  return trim(count, 0);
}

/** `1 layer`, `12 layers` */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The same text with a capital letter first. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

// Made once: making one takes longer than a hundred uses.
const formats = [0, 1, 2, 3].map(
  (decimals) =>
    new Intl.NumberFormat('en-US', { maximumFractionDigits: decimals, signDisplay: 'negative' }),
);

function trim(value: number, decimals: 0 | 1 | 2 | 3): string {
  return formats[decimals]?.format(value) ?? String(value);
}
