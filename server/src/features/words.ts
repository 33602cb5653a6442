import type { LayerOutline } from '#core/contract/outline';

// How figures are written wherever the server shows them.

export function layerName(layer: LayerOutline): string {
  return `Layer ${layer.number}${layer.z === null ? '' : ` · z ${millimetres(layer.z)}`}`;
}

export function heightText(layer: LayerOutline): string {
  return layer.height === null ? '' : `${millimetres(layer.height)} mm high`;
}

export function filamentText(filamentMm: number): string {
  if (filamentMm >= 1_000) return `${(filamentMm / 1_000).toFixed(2)} m filament`;
  return `${filamentMm.toFixed(filamentMm < 10 ? 1 : 0)} mm filament`;
}

/** `0.034 s`, `4.25 s`, `35 s`, `1 min 4 s`, `2 h 5 min` */
export function timeText(seconds: number): string {
  if (seconds < 59.5) return `${rounded(seconds, seconds < 1 ? 3 : seconds < 10 ? 2 : 0)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** At most three decimals, none that are zero. */
export function millimetres(value: number): string {
  return rounded(value, 3);
}

function rounded(value: number, decimals: number): string {
  return String(Math.round(value * 10 ** decimals) / 10 ** decimals);
}
