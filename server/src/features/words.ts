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

/** Times are lower bounds, and are shown as such. */
export function leastTimeText(seconds: number): string {
  if (seconds < 60)
    return `≥ ${seconds < 10 ? Math.floor(seconds * 10) / 10 : Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `≥ ${minutes} min ${Math.floor(seconds % 60)} s`;
  return `≥ ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** At most three decimals, none that are zero. */
export function millimetres(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
