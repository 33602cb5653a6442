/** Deep equality of what rules remember. */
export function sameMemory(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameMemory(value, b[index]));
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const left = Object.entries(a);
    const right = new Map(Object.entries(b));
    return (
      left.length === right.size && left.every(([key, value]) => sameMemory(value, right.get(key)))
    );
  }
  return false;
}
