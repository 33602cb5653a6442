/** The files of a run folder, as design and planning documents name them. */
export const RUN_FILE = {
  gcode: 'print.gcode',
  sensors: 'sensors.csv',
  metadata: 'metadata.json',
  /** One picture a layer: layer_001.png is the first one. */
  images: 'images',
  audio: 'audio/print_audio.wav',
  events: 'events.jsonl',
  /** Raw accelerometer: columns time (s), x, y, z (m/s², without gravity). */
  accelerometer: 'accel.parquet',
  /** Simulated runs: what really happened. */
  truth: 'truth.json',
  /** Simulated runs: sensors.csv before any noise. */
  clean: 'clean.csv',
} as const;

/** Without these a run cannot be used. */
export const REQUIRED_FILES: readonly string[] = [
  RUN_FILE.gcode,
  RUN_FILE.sensors,
  RUN_FILE.metadata,
];

export function layerImageName(layerNumber: number): string {
  return `${RUN_FILE.images}/layer_${String(layerNumber).padStart(3, '0')}.png`;
}
