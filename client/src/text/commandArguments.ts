import type { LayerArgument, LineArgument } from '#core/contract/commands';

// Any extension may run our commands with anything, so arguments are looked at before they are used.

export function isLayerArgument(value: unknown): value is LayerArgument {
  return hasUri(value) && 'layer' in value && isPlace(value.layer);
}

export function isLineArgument(value: unknown): value is LineArgument {
  return hasUri(value) && 'line' in value && isPlace(value.line);
}

function hasUri(value: unknown): value is { readonly uri: string } {
  return (
    typeof value === 'object' && value !== null && 'uri' in value && typeof value.uri === 'string'
  );
}

function isPlace(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
