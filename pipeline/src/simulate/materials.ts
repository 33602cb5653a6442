import { z } from 'zod';
import { Failure } from '../exit.ts';
import type { Material } from './material.ts';
import abs from './materials/abs.json' with { type: 'json' };
import asa from './materials/asa.json' with { type: 'json' };
import pa from './materials/pa.json' with { type: 'json' };
import pc from './materials/pc.json' with { type: 'json' };
import peek from './materials/peek.json' with { type: 'json' };
import petg from './materials/petg.json' with { type: 'json' };
import petgGlass from './materials/petg-gf.json' with { type: 'json' };
import pla from './materials/pla.json' with { type: 'json' };
import plaCarbon from './materials/pla-cf.json' with { type: 'json' };
import plaConductive from './materials/pla-conductive.json' with { type: 'json' };
import plaMetal from './materials/pla-metal.json' with { type: 'json' };
import plaWood from './materials/pla-wood.json' with { type: 'json' };
import pva from './materials/pva.json' with { type: 'json' };
import tpe from './materials/tpe.json' with { type: 'json' };
import tpu from './materials/tpu.json' with { type: 'json' };

const positive = z.number().positive();
const positiveOrUnknown = positive.nullable();
const temperatureC = z.number().min(-273.15).max(1000);
const temperaturesC = z
  .tuple([temperatureC, temperatureC])
  .refine(([from, to]) => from <= to, 'must not begin above its end')
  .readonly();

/** A material file. A source that gives a range stands for its middle. */
const MATERIAL = z.strictObject({
  name: z.string().trim().min(1),
  densityGPerCm3: positive,
  specificHeatJPerGK: positiveOrUnknown,
  glassTransitionC: temperatureC.nullable(),
  meltingC: temperatureC.nullable(),
  printC: temperaturesC,
  bedC: temperaturesC,
  thermalConductivityWPerMK: positiveOrUnknown,
  expansionPerK: positiveOrUnknown,
  sources: z.record(z.string(), z.string()).readonly(),
});

/** The materials that 3dpai knows by name, the most used first. PA stands for nylon 6. */
export const MATERIALS: readonly Material[] = [
  pla,
  petg,
  abs,
  asa,
  tpu,
  pa,
  pc,
  plaCarbon,
  petgGlass,
  plaWood,
  plaMetal,
  plaConductive,
  pva,
  tpe,
  peek,
].map((file) => MATERIAL.parse(file));

/** Other words for a material, as `plainName` writes them. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['nylon', 'pa'],
  ['pa6', 'pa'],
  ['pa66', 'pa'],
  ['pa666', 'pa'],
  ['flex', 'tpu'],
  ['wood', 'plawood'],
  ['metal', 'plametal'],
  ['conductive', 'placonductive'],
  ['soluble', 'pva'],
]);

/** The material of that name as slicers or people write it, whatever its case and hyphens; undefined if none. */
export function materialNamed(name: string): Material | undefined {
  const plain = plainName(name);
  const wanted = OTHER_NAMES.get(plain) ?? plain;
  return MATERIALS.find((material) => plainName(material.name) === wanted);
}

/**
 * A user's material file: JSON with the fields of `Material`, null for what is not known.
 * @throws Failure with one sentence that names the file, the field and what it must be
 */
export function readMaterial(text: string, fileName: string): Material {
  const { success, data, error } = MATERIAL.safeParse(parseJson(text, fileName));
  if (success) return data;
  throw new Failure(`${fileName}: ${sentenceOf(error.issues[0])}`);
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${fileName} is not JSON: ${reason}.`);
  }
}

const MUST_BE: Readonly<Record<string, string>> = {
  name: 'must be the name of the material, such as "PLA"',
  densityGPerCm3: 'must be a number above 0',
  specificHeatJPerGK: 'must be a number above 0, or null when it is not known',
  glassTransitionC: 'must be a temperature in °C, or null when it is not known',
  meltingC: 'must be a temperature in °C, or null when it is not known',
  printC: 'must be two temperatures in °C, the lower one first, such as [190, 240]',
  bedC: 'must be two temperatures in °C, the lower one first, such as [45, 55]',
  thermalConductivityWPerMK: 'must be a number above 0, or null when it is not known',
  expansionPerK: 'must be a number above 0, or null when it is not known',
  sources: 'must hold an address for each field that is known, such as {"meltingC": "https://…"}',
};

function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys')
    return `"${issue.keys[0]}" is no field of a material; these are ${Object.keys(MUST_BE).join(', ')}.`;
  const field = String(issue?.path[0] ?? '');
  return field in MUST_BE
    ? `${field} ${MUST_BE[field]}.`
    : `a material is an object with the fields ${Object.keys(MUST_BE).join(', ')}.`;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
