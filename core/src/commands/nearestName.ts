/** Names this short are too near to one another to be guessed. */
const SHORTEST_GUESS = 4;

/** Longer names are no typing errors. */
const LONGEST_GUESS = 64;

/** The one of `names` that a person may have meant: the same words in another order (START_PRINT,
 * PRINT_START), or at most two letters off, one in a short name. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  if (written.length < SHORTEST_GUESS || written.length > LONGEST_GUESS) return undefined;
  let nearest: string | undefined;
  let least = written.length < 7 ? 1 : 2;
  const words = inOrder(written);
  for (const name of names) {
    if (name.length === written.length && inOrder(name) === words) return name;
    if (Math.abs(name.length - written.length) > least) continue;
    const distance = editDistance(written, name);
    if (distance > least || (distance === least && nearest !== undefined)) continue;
    nearest = name;
    least = distance;
  }
  return nearest;
}

function inOrder(name: string): string {
  return name.split('_').sort().join('_');
}

/** Letters to add, take away, replace or swap with their neighbour until `a` is `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_each, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
