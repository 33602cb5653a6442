import type { Material } from './material.ts';
import { type Point, type Segment } from './polygon.ts';
/** How the part is sliced. */
export interface Slicing {
    readonly layerHeightMm: number;
    readonly firstLayerHeightMm: number;
    readonly widthMm: number;
    readonly walls: number;
    readonly infillSpacingMm: number;
    readonly wallMmPerS: number;
    readonly infillMmPerS: number;
    readonly travelMmPerS: number;
    readonly retractionMm: number;
}
/** The first layer is printed at this share of its speed. */
export declare const FIRST_LAYER_PACE = 0.5;
/** A line of G-code after the other, with where the nozzle is and whether the filament is pulled back. */
export declare class PartGcode {
    private readonly parts;
    private readonly slicing;
    private nozzle;
    private isRetracted;
    private feedrateMmPerMin;
    private heightMm;
    private pace;
    /** What the part cooling fan is given from the second layer on, of 255. */
    private fan;
    constructor(slicing: Slicing);
    start(index: number, kind: string, { name, printC, bedC }: Pick<Material, 'name' | 'printC' | 'bedC'>, [x, y]: Point): void;
    layer(number: number): void;
    /** Prints parallel lines, and the way from one to the next where that is short. */
    lines(name: string, lines: readonly Segment[], spacingMm: number, speedMmPerS: number): void;
    /** Prints each path from its first point to its last. */
    paths(name: string, paths: readonly (readonly Point[])[], speedMmPerS: number): void;
    end({ printC }: Pick<Material, 'printC'>): void;
    bytes(): Uint8Array<ArrayBuffer>;
    private travel;
    private extrude;
    private moveTo;
    private retract;
    private unretract;
    private filamentAlone;
}
/**
 * Cross-section of a bead in mm²: a rectangle with half circles at both ends, as slicers reckon it.
 */
export declare function beadArea(widthMm: number, heightMm: number): number;
