/**
 * The value below which `share` (0 to 1) of the values lie, by Hoare's selection: as `quantile` without
 * interpolation, but in linear time. The array is put into another order and must have no NaN; NaN where it
 * is empty.
 */
export function selectQuantile(values: Float64Array, share: number): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  const wanted = Math.floor(share * (length - 1));
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left++;
      while ((values[right] ?? 0) > pivot) right--;
      if (left > right) break;
      const kept = values[left] ?? 0;
      values[left] = values[right] ?? 0;
      values[right] = kept;
      left++;
      right--;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted] ?? Number.NaN;
}
