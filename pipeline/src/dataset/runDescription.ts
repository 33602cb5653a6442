import type { ChannelName } from '#core/run/channels';

/** `run.json`, a part that ingest makes of every run: its metadata in one shape, whoever wrote the folder. */
export interface RunDescription {
  readonly run_id: string;
  /** Ingest profile that read the folder. */
  readonly profile: string;
  /** Who wrote the folder, as its metadata says. */
  readonly source: string | null;
  readonly is_simulated: boolean;
  readonly scenario: string | null;
  readonly printer_model: string | null;
  readonly material: string | null;
  /** What is printed, where somebody named it. */
  readonly geometry: string | null;
  readonly start_time: string | null;
  readonly consent_id: string | null;
  readonly seed: number | null;
  readonly noise: number | null;
  /** run_id of the same run without its failure. */
  readonly healthy_twin: string | null;
  readonly cascade: string | null;
  /** In order of their onset, which is in seconds of planned print time. */
  readonly failures: readonly {
    readonly kind: string;
    readonly onset_s: number;
    readonly severity: number;
  }[];
  readonly gcode: {
    readonly sha256: string;
    readonly bytes: number;
    readonly layers: number;
    readonly slicer: string | null;
    readonly flavor: string;
  } | null;
  readonly channels: readonly DescribedChannel[];
  readonly rows: number;
  /** From the first to the last row, on the clock of the source. */
  readonly duration_s: number | null;
  readonly images: number;
  readonly events: number;
  readonly has_audio: boolean;
  readonly has_accelerometer: boolean;
  /**
   * What `file_position` is of: the line that is being executed, or the last one that was queued, which is
   * ahead of it by as much as the firmware looks ahead.
   */
  readonly file_position: 'executed' | 'queued' | null;
}

export interface DescribedChannel {
  readonly name: ChannelName;
  readonly unit: string;
  readonly present: boolean;
  /** 1 ÷ median of the intervals; null where the channel is absent. */
  readonly rate_hz: number | null;
}
