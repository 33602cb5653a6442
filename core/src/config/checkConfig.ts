import { type CheckContext, checkedSections, type Found } from './checks/check.ts';
import { configReaders, isWhole } from './checks/configReaders.ts';
import { duplicateMacros } from './checks/duplicateMacros.ts';
import { heaterNames } from './checks/heaterNames.ts';
import { knownOptions } from './checks/knownOptions.ts';
import { knownSections } from './checks/knownSections.ts';
import { macroCommands } from './checks/macroCommands.ts';
import { macroTemplates } from './checks/macroTemplates.ts';
import { macroVariables } from './checks/macroVariables.ts';
import { optionValues } from './checks/optionValues.ts';
import { pins } from './checks/pins.ts';
import { relatedValues } from './checks/relatedValues.ts';
import { renamedCommands } from './checks/renamedCommands.ts';
import { requiredOptions } from './checks/requiredOptions.ts';
import { requiredSections } from './checks/requiredSections.ts';
import { sensorTypes } from './checks/sensorTypes.ts';
import { tmcUarts } from './checks/tmcUarts.ts';
import type { Configuration } from './config.ts';

export type { Found } from './checks/check.ts';

const CHECKS: readonly ((context: CheckContext) => void)[] = [
  knownSections,
  requiredSections,
  knownOptions,
  requiredOptions,
  optionValues,
  relatedValues,
  sensorTypes,
  heaterNames,
  pins,
  tmcUarts,
  duplicateMacros,
  renamedCommands,
  macroVariables,
  macroTemplates,
  macroCommands,
];

/**
 * What Klipper would say about a configuration when it starts, and what it would pass over in silence, in
 * the order of files and lines. Where the configuration is for another firmware that grew out of Klipper,
 * nothing is said about sections, options and choices that only this one may know.
 */
export function checkConfiguration(configuration: Configuration): readonly Found[] {
  const found: Found[] = [];
  const context: CheckContext = {
    configuration,
    sections: checkedSections(configuration),
    isWhole: isWhole(configuration),
    readers: configReaders(configuration),
    report: (path, problem) => found.push({ path, problem }),
  };
  for (const check of CHECKS) check(context);
  const fileOrder = new Map(configuration.files.map(({ path }, index) => [path, index]));
  const order = (path: string) => fileOrder.get(path) ?? fileOrder.size;
  return found.sort(
    (a, b) =>
      order(a.path) - order(b.path) ||
      a.problem.line - b.problem.line ||
      a.problem.start - b.problem.start,
  );
}
