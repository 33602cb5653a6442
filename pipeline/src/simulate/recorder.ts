import { CHANNELS, type ChannelName, type SensorTable } from '#core/run/channels';

const GROWTH = 1.3;

export type Columns = Readonly<Record<ChannelName, Float64Array>>;

/** The samples of a run while it goes on; nobody knows how long it will be. */
export class Recorder {
  /** One value a row each; `nextRow` makes sure that there is room for it. */
  columns: Columns;
  /** Raw acceleration, m/s²; sample i is of the moment i ÷ rate. */
  x: Float32Array;
  y: Float32Array;
  z: Float32Array;
  private rows = 0;
  private room: number;
  private readonly samplesARow: number;

  /** @param room rows that are likely to be needed; nothing is copied where it is exact */
  constructor(room: number, samplesARow: number) {
    this.room = Math.max(1, room);
    this.samplesARow = samplesARow;
    this.columns = columnsOf(() => new Float64Array(this.room));
    const samples = this.samples;
    this.x = new Float32Array(samples);
    this.y = new Float32Array(samples);
    this.z = new Float32Array(samples);
  }

  /** @returns the row to be filled */
  nextRow(): number {
    if (this.rows === this.room) this.resize(Math.ceil(GROWTH * this.room) + 1);
    return this.rows++;
  }

  /** Nothing comes any more. */
  finish(): {
    readonly table: SensorTable;
    readonly accelerometer: { x: Float32Array; y: Float32Array; z: Float32Array };
  } {
    if (this.rows !== this.room) this.resize(this.rows);
    const { x, y, z } = this;
    const columns = new Map(CHANNELS.map(({ name }) => [name, this.columns[name]]));
    return { table: { rowCount: this.rows, columns }, accelerometer: { x, y, z } };
  }

  /** The first row is of the moment 0. */
  private get samples(): number {
    return (this.room - 1) * this.samplesARow + 1;
  }

  private resize(room: number): void {
    const before = this.columns;
    this.room = room;
    this.columns = columnsOf((name) => resized(before[name], new Float64Array(room)));
    this.x = resized(this.x, new Float32Array(this.samples));
    this.y = resized(this.y, new Float32Array(this.samples));
    this.z = resized(this.z, new Float32Array(this.samples));
  }
}

function columnsOf(make: (name: ChannelName) => Float64Array): Columns {
  return Object.fromEntries(CHANNELS.map(({ name }) => [name, make(name)])) as Record<
    ChannelName,
    Float64Array
  >;
}

function resized<Values extends Float64Array | Float32Array>(from: Values, to: Values): Values {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
