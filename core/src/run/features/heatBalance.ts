import { commandedValues } from './commanded.ts';
import { meltFlow } from './flow.ts';
import { type Section, valuesOf } from './section.ts';

/** What the hot end's power should be, term by term, W; NaN where a channel is not there. */
export interface HeatBalance {
  /** Power less what the balance asks for. */
  readonly residualW: Float64Array;
  /** Temperature above ambient, °C: what the loss is proportional to. */
  readonly aboveAmbientC: Float64Array;
  /** What melting the filament takes. */
  readonly meltingW: Float64Array;
  /** What heating the block takes. */
  readonly heatingW: Float64Array;
}

/** Rows on either side over which the slope of the temperature is taken, to keep noise down. */
const SLOPE_ROWS = 20;

/**
 * The lumped hot end with the nominal constants of the printer (Kalico, docs/MPC.md):
 * P = C·dT/dt + (h + h_fan·fan)·(T − T_ambient) + q·ρ·c·(T − T_ambient).
 * Where the fan or the material's heat is not known, its term is left out of the balance.
 */
export function heatBalance(section: Section): HeatBalance {
  const { hotend } = section.run.printer;
  const { densityGPerCm3, specificHeatJPerGK } = section.run.material;
  const time = valuesOf(section, 'source_t');
  const temperature = valuesOf(section, 'temperature');
  const power = valuesOf(section, 'heater_power');
  const fan = commandedValues(section.run, 'fan').subarray(section.firstRow, section.endRow);
  const flow = meltFlow(section);
  // mm³ × g/cm³ is a thousandth of a gram.
  const perMm3 = (densityGPerCm3 * specificHeatJPerGK) / 1000;
  const aboveAmbientC = temperature.map((value) => value - hotend.ambientC);
  const meltingW = aboveAmbientC.map((above, i) => orZero((flow[i] ?? 0) * perMm3 * above));
  const heatingW = temperature.map((_, i) => {
    const before = Math.max(0, i - SLOPE_ROWS);
    const behind = Math.min(temperature.length - 1, i + SLOPE_ROWS);
    const change = (temperature[behind] ?? Number.NaN) - (temperature[before] ?? Number.NaN);
    return (hotend.heatCapacityJPerK * change) / ((time[behind] ?? 0) - (time[before] ?? 0));
  });
  const residualW = power.map((value, i) => {
    const loss = hotend.lossWPerK + hotend.fanLossWPerK * orZero(fan[i] ?? 0);
    const asked = loss * (aboveAmbientC[i] ?? Number.NaN);
    return value - asked - (meltingW[i] ?? 0) - (heatingW[i] ?? 0);
  });
  return { residualW, aboveAmbientC, meltingW, heatingW };
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
