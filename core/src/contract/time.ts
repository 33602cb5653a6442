import type { Role } from './outline.ts';

/** How long a print takes on one printer, as its firmware plans it. */
export interface TimeReport {
  readonly profile: ProfileName;
  /** Everything that can be told, from the first line to the last: moves and pauses. */
  readonly seconds: number;
  /** What Klipper waits before the first move so that its buffer is full; not in `seconds`. */
  readonly startBufferSeconds: number;
  /** Moves and pauses before the first layer and behind the last one. */
  readonly outsideLayersSeconds: number;
  /** The slicer's own estimate; null where it gives none. */
  readonly slicerSeconds: number | null;
  /** Those that take longest first. With `outsideLayersSeconds` they add up to `seconds`. */
  readonly byRole: readonly RoleTime[];
  readonly byLayer: readonly LayerTime[];
  readonly byObject: readonly { readonly name: string; readonly seconds: number }[];
  /** Commands whose time nobody can tell from the file: no guess of ours is in `seconds`. */
  readonly unknown: readonly UnknownTime[];
  /** The file sets limits itself (M204, SET_VELOCITY_LIMIT, M201 …): they count instead of the printer's. */
  readonly fileSetsLimits: boolean;
}

export interface ProfileName {
  readonly name: string;
  /** `assumed` where nobody chose a printer. */
  readonly source: 'assumed' | 'printer.cfg' | 'preset';
}

export interface RoleTime {
  readonly role: Role;
  readonly seconds: number;
  readonly filamentMm: number;
  /** How many features have this role. */
  readonly count: number;
}

export interface LayerTime {
  readonly index: number;
  readonly number: number;
  readonly z: number | null;
  readonly seconds: number;
  /** Before its first line, and behind its last one until the end of the file. */
  readonly startSeconds: number;
  readonly remainingSeconds: number;
}

/** A line's own time, and what comes before and behind it. */
export interface LineTime {
  readonly seconds: number;
  readonly startSeconds: number;
  readonly remainingSeconds: number;
}

export interface UnknownTime {
  readonly kind: 'homing' | 'heating' | 'probing' | 'tool change' | 'pause' | 'macro';
  /** The command, in upper case. */
  readonly name: string;
  readonly count: number;
  /** First one, from 1. */
  readonly line: number;
}

/** The same with other limits: one row of a what-if table. */
export interface WhatIfRow {
  /** What was changed, as Klipper names it: `max_accel` → 8000. */
  readonly set: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly byRole: readonly RoleTime[];
  readonly outsideLayersSeconds: number;
}

/** `+ 3 × homing/heating, not known`; '' where everything is known. */
export function unknownText(unknown: readonly UnknownTime[]): string {
  if (unknown.length === 0) return '';
  const kinds = [...new Set(unknown.map(({ kind }) => kind))].join('/');
  const count = unknown.reduce((sum, each) => sum + each.count, 0);
  return `+ ${count === 1 ? '' : `${count} × `}${kinds}, not known`;
}

/** `Klipper's default limits`, or the name of the printer. */
export function printerWords({ name, source }: ProfileName): string {
  return source === 'assumed' ? `${name}’s default limits` : name;
}
