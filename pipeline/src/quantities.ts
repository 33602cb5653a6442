/** `12,345`. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `1 layer`, `2 layers`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `12.3 mm`, and metres from ten of them on. */
export function length(millimetres: number): string {
  if (Math.abs(millimetres) < 9_999.95) return `${millimetres.toFixed(1)} mm`;
  return `${(millimetres / 1_000).toFixed(2)} m`;
}

/** `1h 02m 03s`, `4m 05s`, `6.7s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3_600);
  if (hours === 0) return `${minutes}m ${two(whole % 60)}s`;
  return `${hours}h ${two(minutes)}m ${two(whole % 60)}s`;
}

/** `12 bytes`, `345 kB`, `6.7 MB`. */
export function size(bytes: number): string {
  if (bytes < 10_000) return plural(bytes, 'byte');
  if (bytes < 999_500) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 999.95e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A number without needless digits. */
export function decimal(number: number, digits = 3): string {
  return String(Number(number.toFixed(digits)));
}
