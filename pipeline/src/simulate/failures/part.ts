import { exp } from '../exactMath.ts';
import { ROLES } from '../simulationInput.ts';
import type { FailureModels } from './failureModel.ts';
import { ramp } from './failureModel.ts';

/** Bed adhesion: how far a part is dragged in the end, mm, and how long that takes. */
const DRAGGED_MM = 15;
const DRAGGED_SECONDS = 25;
const LOOSE_STRIKES = 0.3;
const LOOSE_STRIKE_MM_PER_S = 30;
/** Printed into the air: less resistance than against a layer. */
const AIR_RESISTANCE = 0.8;

/** Warping: assumed where the material's file does not say. */
const EXPANSION_PER_K = 7e-5;
const GLASS_TRANSITION_C = 70;
/** It takes so long to rise, and no corner rises more. */
const WARP_SECONDS = 20;
const MOST_WARP_MM = 2;
const LEAST_WARP_MM = 0.15;
const CORNER_STRIKES = 0.35;
const CORNER_STRIKE_MM_PER_S = 35;

/** Supports: where a file has none, this share of the part hangs in the air instead. */
const HANGING_SHARE = 0.3;
const SAG_MM = 0.6;
const SAG_STRIKES = 0.3;
const SAG_STRIKE_MM_PER_S = 30;

/** Delamination: the gap at full severity; the crack is a shock of its own. */
const GAP_MM = 0.5;
const CRACK_MM_PER_S = 80;
const GAP_STRIKES = 0.08;
const GAP_STRIKE_MM_PER_S = 25;

const SUPPORT_ROLES: ReadonlySet<number> = new Set(
  (['support', 'support interface'] as const).map((role) => ROLES.indexOf(role)),
);

/** Failures of what is being printed. The printer itself only feels that the nozzle strikes it. */
export const PART_FAILURES: FailureModels<
  'bed_adhesion_loss' | 'warping' | 'support_failure' | 'layer_delamination'
> = {
  bed_adhesion_loss: ({ severity, random }) => {
    // Dragged one way, with a random walk round it.
    const [towardsX, towardsY] = direction(random.between(-1, 1), random.between(-1, 1));
    let [walkX, walkY] = [0, 0];
    return {
      touch(contact, _place, seconds) {
        const way = severity * DRAGGED_MM * (1 - exp(-seconds / DRAGGED_SECONDS));
        walkX += severity * random.between(-0.05, 0.05);
        walkY += severity * random.between(-0.05, 0.05);
        contact.offsetX += towardsX * way + walkX;
        contact.offsetY += towardsY * way + walkY;
        contact.lift += severity * random.between(0, 0.4);
        contact.resistance *= 1 - severity * (1 - AIR_RESISTANCE);
        if (random.uniform() < severity * LOOSE_STRIKES)
          contact.strike += severity * LOOSE_STRIKE_MM_PER_S * random.uniform();
      },
    };
  },

  warping: ({ severity, random, input, material, layer, parameters }) => {
    const { minX, maxX, minY, maxY } = input.extent;
    const [centreX, centreY] = [(minX + maxX) / 2, (minY + maxY) / 2];
    const halfX = (maxX - minX) / 2;
    const halfY = (maxY - minY) / 2;
    const diagonal = Math.sqrt(halfX * halfX + halfY * halfY);
    const expansion = material.expansionPerK ?? EXPANSION_PER_K;
    const cooling =
      (material.glassTransitionC ?? GLASS_TRANSITION_C) - parameters.ambientTemperatureC;
    const height = input.layers[Math.max(0, layer)]?.height ?? 0.2;
    const curl = cornerLift(Math.max(layer + 1, 2), height, expansion * cooling, 2 * diagonal);
    const most = severity * Math.max(LEAST_WARP_MM, Math.min(MOST_WARP_MM, curl));
    return {
      touch(contact, { x, y, height: layerHeight, extrudes }, seconds) {
        if (diagonal === 0) return;
        const outX = (x - centreX) / diagonal;
        const outY = (y - centreY) / diagonal;
        const share = Math.min(1, outX * outX + outY * outY);
        const lift = most * ramp(seconds, WARP_SECONDS) * share;
        contact.lift += lift;
        const struck = Math.min(1, lift / Math.max(layerHeight, 0.05));
        if (extrudes) contact.resistance *= 1 + struck;
        if (random.uniform() < CORNER_STRIKES * struck)
          contact.strike += CORNER_STRIKE_MM_PER_S * struck * random.between(0.3, 1);
      },
    };
  },

  support_failure: ({ severity, random, input }) => {
    const { minX, maxX, minY, maxY } = input.extent;
    const hasSupports = input.roleOfPiece.some((role) => SUPPORT_ROLES.has(role));
    const centreX = random.between(minX, maxX);
    const centreY = random.between(minY, maxY);
    const radius = HANGING_SHARE * Math.max(maxX - minX, maxY - minY);
    return {
      touch(contact, { x, y, role, extrudes }) {
        const [awayX, awayY] = [x - centreX, y - centreY];
        const hangs = hasSupports
          ? SUPPORT_ROLES.has(role)
          : awayX * awayX + awayY * awayY < radius * radius;
        // How many of them are broken, and then for good: the same piece of a higher layer is one more.
        const isHit = random.uniform() < severity;
        const [aside, along] = [random.between(-1, 1), random.between(-1, 1)];
        if (!hangs || !isHit) return;
        contact.offsetX += severity * aside;
        contact.offsetY += severity * along;
        contact.lift += SAG_MM * severity;
        if (extrudes) contact.resistance *= AIR_RESISTANCE;
        if (random.uniform() < SAG_STRIKES)
          contact.strike += SAG_STRIKE_MM_PER_S * random.between(0.3, 1);
      },
    };
  },

  layer_delamination: ({ severity, random }) => ({
    act(condition, seconds) {
      if (seconds === 0) condition.joltZ += severity * CRACK_MM_PER_S;
    },
    touch(contact, { height, extrudes }) {
      const gap = severity * GAP_MM;
      contact.lift += gap;
      // The layer that has come up stands in the nozzle's way.
      if (extrudes) contact.resistance *= 1 + 0.6 * Math.min(1, gap / Math.max(height, 0.05));
      if (random.uniform() < severity * GAP_STRIKES)
        contact.strike += GAP_STRIKE_MM_PER_S * random.between(0.3, 1);
    },
  }),
};

/**
 * How far the corners of a part rise (after Wang, Xi and Jin 2007): it bends to a circle of radius
 * R = n³·Δh / (6·α·ΔT·(n − 1)) and rises by R·(1 − cos(L/2R)). Parts of middling height warp more than that says
 * (Armillotta and others 2018, doi 10.1016/j.rcim.2017.09.007).
 *
 * @param layers n, at least 2 @param strain α·ΔT @param length L, mm
 */
export function cornerLift(
  layers: number,
  layerHeight: number,
  strain: number,
  length: number,
): number {
  if (!(strain > 0)) return 0;
  const radius = (layers * layers * layers * layerHeight) / (6 * strain * (layers - 1));
  // 1 − cos u = u²/2 for the small angles of any part that is not a spring.
  const angle = length / (2 * radius);
  return radius * Math.min(2, (angle * angle) / 2);
}

function direction(x: number, y: number): readonly [number, number] {
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? [x / length, y / length] : [1, 0];
}
