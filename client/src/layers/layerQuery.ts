import type { LayerOutline } from '#core/contract/outline';

/** What a person typed to find a layer. */
export type LayerQuery =
  | { readonly kind: 'all' }
  /** The beginning of a layer's number. */
  | { readonly kind: 'number'; readonly digits: string }
  /** A height above the bed in mm. */
  | { readonly kind: 'z'; readonly millimetres: number }
  | { readonly kind: 'unclear' };

/**
 * Reads what was typed: `12` or `layer 12` is a number, `z=2.4`, `z 2,4`, `2.4` or `2 mm` a height.
 */
export function parseLayerQuery(typed: string): LayerQuery {
  const text = typed.trim().toLowerCase();
  if (text === '') return { kind: 'all' };
  const number = /^(?:layer\s*|l\s*|#\s*)?(-?\d+)$/.exec(text)?.[1];
  if (number !== undefined) return { kind: 'number', digits: number };
  const height = /^(?:z\s*[=:]?\s*)?(-?\d+(?:[.,]\d*)?|-?[.,]\d+)\s*(?:mm)?$/.exec(text)?.[1];
  if (height !== undefined) return { kind: 'z', millimetres: Number(height.replace(',', '.')) };
  return { kind: 'unclear' };
}

/**
 * The layers that fit, best first: of a number, itself before those that only begin with it; of a
 * height, the nearest ones.
 */
export function findLayers(
  layers: readonly LayerOutline[],
  query: LayerQuery,
  limit: number,
): LayerOutline[] {
  switch (query.kind) {
    case 'unclear':
      return [];
    case 'all':
      return layers.slice(0, limit);
    case 'number':
      return layersByNumber(layers, query.digits).slice(0, limit);
    case 'z':
      return layersByHeight(layers, query.millimetres, limit);
  }
}

function layersByNumber(layers: readonly LayerOutline[], digits: string): LayerOutline[] {
  const exact = layers.filter((layer) => layer.number === Number(digits));
  const longer = layers.filter(
    (layer) => layer.number !== Number(digits) && String(layer.number).startsWith(digits),
  );
  return [...exact, ...longer];
}

function layersByHeight(
  layers: readonly LayerOutline[],
  millimetres: number,
  limit: number,
): LayerOutline[] {
  const distance = (layer: LayerOutline) =>
    layer.z === null ? Number.POSITIVE_INFINITY : Math.abs(layer.z - millimetres);
  // Nobody wants more than the neighbourhood of a height.
  return layers
    .filter((layer) => layer.z !== null)
    .sort((one, other) => distance(one) - distance(other) || one.index - other.index)
    .slice(0, Math.min(limit, 10));
}
