/** A filament, as its data file in `materials/` has it. What nobody has measured is null, never a guess. */
export interface Material {
  /** As slicers write it: `PLA`, `PETG`. */
  readonly name: string;
  readonly densityGPerCm3: number;
  readonly specificHeatJPerGK: number | null;
  readonly glassTransitionC: number | null;
  readonly meltingC: number | null;
  readonly printC: readonly [number, number];
  readonly bedC: readonly [number, number];
  readonly thermalConductivityWPerMK: number | null;
  readonly expansionPerK: number | null;
  /** Addresses of the sources, by field. */
  readonly sources: Readonly<Record<string, string>>;
}
