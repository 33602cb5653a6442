import { CASCADES, FAILURES } from '#core/run/failures';
import { jsonPieces } from '../output.ts';
import { textTable } from '../textTable.ts';
import { MATERIALS } from './materials.ts';
import { PARAMETERS } from './parameters.ts';

/** What can be simulated, for people or as JSON. @param what a choice of --describe */
export function describeSimulation(what: string, asJson: boolean): Iterable<string> {
  if (what === 'failures') return asJson ? failuresJson() : failuresText();
  if (what === 'materials') return asJson ? jsonPieces({ materials: MATERIALS }) : materialsText();
  return asJson ? jsonPieces({ parameters: PARAMETERS }) : parametersText();
}

function* parametersText(): Generator<string> {
  yield* linesOf(
    ['<', '>', '>', '>', '<', '<'],
    [
      ['parameter', 'nominal', 'from', 'to', 'unit', 'meaning'],
      ...PARAMETERS.map(({ name, nominal, min, max, unit, meaning }) => [
        name,
        String(nominal),
        String(min),
        String(max),
        unit,
        meaning,
      ]),
    ],
  );
  yield '\nNoise 0 has the nominal numbers; noise 1 draws from the whole ranges.\n';
}

function failuresJson(): Iterable<string> {
  return jsonPieces({ failures: FAILURES, cascades: CASCADES });
}

function* failuresText(): Generator<string> {
  yield* linesOf(
    ['<', '<', '<'],
    [
      ['failure', 'class', 'meaning'],
      ...FAILURES.map(({ kind, class: group, meaning }) => [kind, group, meaning]),
    ],
  );
  yield '\n';
  yield* linesOf(
    ['<', '<'],
    [
      ['cascade', 'one after the other'],
      ...Object.entries(CASCADES).map(([name, kinds]) => [name, kinds.join(', ')]),
    ],
  );
}

function* materialsText(): Generator<string> {
  const range = ([from, to]: readonly [number, number]) => `${from}–${to}`;
  yield* linesOf(
    ['<', '>', '>', '>'],
    [
      ['material', 'nozzle °C', 'bed °C', 'g/cm³'],
      ...MATERIALS.map(({ name, printC, bedC, densityGPerCm3 }) => [
        name,
        range(printC),
        range(bedC),
        String(densityGPerCm3),
      ]),
    ],
  );
}

function* linesOf(...table: Parameters<typeof textTable>): Generator<string> {
  for (const line of textTable(...table)) yield `${line}\n`;
}
