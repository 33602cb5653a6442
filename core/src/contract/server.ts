import { notification, request } from './message.ts';
import type { GcodeMetadata } from './metadata.ts';
import type {
  FeatureOutline,
  LayerOutline,
  LayerSource,
  ObjectOutline,
  Role,
  SectionOutline,
  TotalsOutline,
} from './outline.ts';
import type { LineTime, ProfileName, TimeReport, WhatIfRow } from './time.ts';

// Requests and notifications between the extension (client) and the language server, beyond the
// Language Server Protocol. Lines count from 0 here, as in the protocol, except inside outline types,
// which count from 1 as people and the command line do.

export interface DocumentParameters {
  readonly uri: string;
}

/** What the layers tree and the cursor need; features come a layer at a time. */
export interface LayersAnswer {
  /** Version of the document that was read; null for a file read from disk. */
  readonly version: number | null;
  readonly source: LayerSource;
  readonly layers: readonly LayerOutline[];
  readonly sections: readonly SectionOutline[];
  readonly objects: readonly ObjectOutline[];
  /** Of the whole file, start and end G-code included. */
  readonly seconds: number;
}

/** Client → server: layers of a document that is open, or of a large file that was asked for with
 * `openLargeFile`. Waits for the reading to end; answers null for a document that is neither. */
export const layersRequest = request<DocumentParameters, LayersAnswer | null>('3dpai/layers');

/** Client → server: the features of one layer, in order. */
export const featuresRequest = request<
  DocumentParameters & { readonly layer: number },
  readonly FeatureOutline[] | null
>('3dpai/features');

/** All features of one role together. Lines count from 1, as in the outline types. */
export interface RoleOutline {
  readonly role: Role;
  /** The slicer's words for it, in the order of the file; '' where it has none. */
  readonly rawNames: readonly string[];
  /** How many features have this role; one that goes on behind a layer change counts again. */
  readonly count: number;
  readonly seconds: number;
  readonly filamentMm: number;
  /** First line of the next such feature that begins behind the line asked about; round to the
   * file's first one where none does. */
  readonly nextLine: number;
}

/** Client → server: the roles of a print, those that take longest first. `line` is where the cursor
 * is. */
export const rolesRequest = request<
  DocumentParameters & { readonly line: number },
  readonly RoleOutline[] | null
>('3dpai/roles');

export interface SummaryAnswer {
  readonly version: number | null;
  readonly bytes: number;
  readonly lines: number;
  readonly slicer: { readonly name: string; readonly version: string } | null;
  /** Firmware whose rules are used, and whether the file or a setting chose it. */
  readonly flavor: 'klipper' | 'marlin' | 'reprap';
  readonly flavorSource: 'setting' | 'profile' | 'file' | 'default';
  readonly layerSource: LayerSource;
  readonly layerCount: number;
  readonly totals: TotalsOutline;
  readonly metadata: GcodeMetadata;
  readonly problems: {
    readonly error: number;
    readonly warning: number;
    readonly information: number;
    readonly hint: number;
  };
}

/** Client → server: everything the *Print summary* view shows. */
export const summaryRequest = request<DocumentParameters, SummaryAnswer | null>('3dpai/summary');

/** Client → server: the largest picture inside the file that a browser can show; null for none. */
export const thumbnailRequest = request<
  DocumentParameters,
  {
    readonly mimeType: 'image/png' | 'image/jpeg';
    readonly base64: string;
    readonly width: number;
    readonly height: number;
  } | null
>('3dpai/thumbnail');

/** Client → server: how long the print takes, as the firmware plans it. */
export const timeRequest = request<DocumentParameters, TimeReport | null>('3dpai/time');

/** A limit that a what-if may change. */
export interface LimitChoice {
  /** As Klipper names it (`max_accel`), or `jerk_x` and the like for other firmwares. */
  readonly name: string;
  readonly unit: string;
  readonly summary: string;
  /** What it is on the printer now; null where the printer does not say. */
  readonly value: number | null;
}

/** Client → server: what a what-if may change for the printer of a document. */
export const limitsRequest = request<DocumentParameters, readonly LimitChoice[] | null>(
  '3dpai/limits',
);

/** Client → server: the time of a line (0-based); behind the last line, what is over and left there. */
export const lineTimeRequest = request<
  DocumentParameters & { readonly line: number },
  LineTime | null
>('3dpai/lineTime');

export interface WhatIfParameters extends DocumentParameters {
  /** One plan for each: limits by name. */
  readonly sets: readonly Readonly<Record<string, number>>[];
  /** Whether M204, SET_VELOCITY_LIMIT and the like in the file count; `follow` is as the printer does. */
  readonly fileLimits: 'follow' | 'ignore';
}

/** Client → server: the times with other limits, in the order of `sets`. Can be cancelled. */
export const whatIfRequest = request<WhatIfParameters, readonly WhatIfRow[] | null>('3dpai/whatIf');

/** The printer that a document is timed and checked for. */
export interface PrinterAnswer {
  readonly profile: ProfileName;
  /** Path of the printer.cfg, or address where a preset's figures are published. */
  readonly origin: string | null;
  readonly firmware: 'klipper' | 'marlin' | 'reprap';
  /** Why the chosen one does not count, in one sentence: it cannot be read, or is for another firmware. */
  readonly problem: string | null;
}

/** Client → server: the printer of a document. */
export const printerRequest = request<DocumentParameters, PrinterAnswer | null>('3dpai/printer');

/** Server → client: the printer of a document is another one, or is described otherwise than before. */
export const printerNotification = notification<DocumentParameters>('3dpai/printerChanged');

/** Client → server: the presets to choose from. */
export const presetsRequest = request<
  null,
  readonly { readonly id: string; readonly name: string; readonly firmware: string }[]
>('3dpai/presets');

/** Modal state before a line, as `3dpai gcode state` answers it. */
export interface StateAnswer {
  /** 1-based. */
  readonly line: number;
  /** mm; null where the file has not stated the axis yet. */
  readonly position: {
    readonly x: number | null;
    readonly y: number | null;
    readonly z: number | null;
  };
  /** Tool number and E position in mm, filament used up to here in mm, and how far it is pulled back. */
  readonly extruder: {
    readonly tool: number;
    readonly e: number | null;
    readonly filamentUsedMm: number;
    readonly retractedMm: number;
  };
  /** mm/min; null before the first F. */
  readonly feedrate: number | null;
  readonly temperatures: {
    readonly target: {
      /** °C by tool number; null where never set. */
      readonly hotend: readonly (number | null)[];
      readonly bed: number | null;
      readonly chamber: number | null;
    };
  };
  /** 0 to 1. */
  readonly fan: number;
  readonly modes: {
    readonly positioning: 'absolute' | 'relative';
    readonly extrusion: 'absolute' | 'relative';
    readonly units: 'mm' | 'inch';
    readonly speedFactor: number;
    readonly flowFactor: number;
    readonly accelerationMmPerS2: number | null;
    readonly pressureAdvance: number | null;
    readonly homed: readonly ('x' | 'y' | 'z')[];
  };
  /** null outside the layers. */
  readonly layer: {
    readonly index: number;
    readonly number: number;
    readonly z: number | null;
  } | null;
  readonly role: string | null;
  readonly rawName: string | null;
  readonly object: string | null;
  /** Planned time before this line, its own, and what is left behind it. */
  readonly seconds: number;
  readonly lineSeconds: number;
  readonly remainingSeconds: number;
  /** Path travelled to this line in mm. */
  readonly distanceMm: number;
}

/** Client → server: the state before a line (0-based). */
export const stateRequest = request<
  DocumentParameters & { readonly line: number },
  StateAnswer | null
>('3dpai/state');

/** Client → server: read a file from disk that is too large for the editor to hand over (50 MB). Answers
 * when it has been read; a file that cannot be read is an error in one sentence. `closeLargeFile`
 * forgets it. */
export const openLargeFileRequest = request<DocumentParameters, { readonly bytes: number }>(
  '3dpai/openLargeFile',
);
export const closeLargeFileNotification = notification<DocumentParameters>('3dpai/closeLargeFile');

export interface ReadingStatus {
  readonly uri: string;
  readonly version: number | null;
  readonly phase: 'reading' | 'ready';
  /** 0 to 1 while reading. */
  readonly progress: number;
  readonly slicer: { readonly name: string; readonly version: string } | null;
  readonly flavor: 'klipper' | 'marlin' | 'reprap';
  readonly layerCount: number;
  /** How often the document was read from the start because of another setting or printer: what was
   * answered in an earlier generation is out of date although the version is the same. */
  readonly generation: number;
}

/** Server → client: a document is being read or has been read; views ask again on `ready`. */
export const readingNotification = notification<ReadingStatus>('3dpai/reading');

/** Client → server, every few seconds: a server that does not answer is taken for hung and restarted. */
export const pingRequest = request<null, { readonly uptimeSeconds: number }>('3dpai/ping');

/** Client → server, only where the server runs with `--test`: blocks it, so that the watchdog can be tried. */
export const hangRequest = request<null, null>('3dpai/test/hang');
