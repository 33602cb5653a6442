import { CHANNELS, type ChannelName, type SensorTable } from '#core/run/channels';

/** Samples as they come, put into columns. What a sample does not say is NaN. */
export class SampleColumns {
  readonly #columns = new Map<ChannelName, number[]>();
  #rows = 0;

  get rowCount(): number {
    return this.#rows;
  }

  add(sample: ReadonlyMap<ChannelName, number>): void {
    for (const [name, value] of sample) {
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = new Array<number>(this.#rows).fill(Number.NaN);
        this.#columns.set(name, column);
      }
      column[this.#rows] = value;
    }
    this.#rows += 1;
    for (const column of this.#columns.values())
      if (column.length < this.#rows) column.push(Number.NaN);
  }

  table(): SensorTable {
    const columns = new Map<string, Float64Array>();
    for (const { name } of CHANNELS) {
      const column = this.#columns.get(name);
      if (column) columns.set(name, Float64Array.from(column));
    }
    return { rowCount: this.#rows, columns };
  }
}

/** A table without the columns that have no value at all: what is absent is not there. */
export function presentColumns({ rowCount, columns }: SensorTable): SensorTable {
  const present = new Map<string, Float64Array>();
  for (const { name } of CHANNELS) {
    const column = columns.get(name);
    if (column && (name === 'timestamp' || column.some((value) => !Number.isNaN(value))))
      present.set(name, column);
  }
  return { rowCount, columns: present };
}
