import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import { assumedProfile } from '#core/machine/assumedProfile';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import { signatureHelp } from '../../../server/src/features/signatureHelp.ts';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

interface Shown {
  readonly label: string;
  /** The part of the label that is marked. */
  readonly active: string | undefined;
  readonly about: string;
  readonly aboutCommand: string;
}

/** What is shown at `<|>`. */
function helpAt(
  marked: string,
  flavor: Firmware = 'klipper',
  profile?: MachineProfile,
): Shown | null {
  const before = marked.slice(0, marked.indexOf('<|>')).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const text = textFromBytes(bytesOf(marked.replace('<|>', '')));
  const help = signatureHelp(checkedReading(text, { flavor, profile }), position);
  const signature = help?.signatures[0];
  if (!signature) return null;
  const parameter = signature.parameters?.[help.activeParameter ?? 0];
  const [from, to] = (parameter?.label ?? [0, 0]) as [number, number];
  return {
    label: signature.label,
    active: parameter && signature.label.slice(from, to),
    about: markdownOf(parameter?.documentation),
    aboutCommand: markdownOf(signature.documentation),
  };
}

function markdownOf(documentation: string | { value: string } | undefined): string {
  return typeof documentation === 'object' ? documentation.value : (documentation ?? '');
}

test.each([
  ['G1 <|>', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[X mm]'],
  ['G1 X<|>', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[X mm]'],
  ['G1 X10 <|>', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[Y mm]'],
  ['G1 X10 F1<|>800 E1', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[F mm/min]'],
  ['g1 y5 e<|>', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[E mm]'],
  ['N4 G1 Z<|>1', 'G1 [X mm] [Y mm] [Z mm] [E mm] [F mm/min]', '[Z mm]'],
  ['SAVE_VARIABLE <|>', 'SAVE_VARIABLE VARIABLE= VALUE=', 'VARIABLE='],
  ['SAVE_VARIABLE VALUE=<|>', 'SAVE_VARIABLE VARIABLE= VALUE=', 'VALUE='],
  ['save_variable variable=a <|>', 'SAVE_VARIABLE VARIABLE= VALUE=', 'VALUE='],
  ['SAVE_VARIABLE VARIABLE=a VALUE=1 <|>', 'SAVE_VARIABLE VARIABLE= VALUE=', undefined],
  ['M109 <|>', 'M109 [S °C] [T]', '[S °C]'],
])('%s shows %s and marks %s', (marked, label, active) => {
  expect(helpAt(marked)).toMatchObject({ label, active });
});

describe('what is said', () => {
  test('of a parameter: unit, whether it is required, and its values', () => {
    expect(helpAt('SET_PIN PI<|>N=')?.about).toMatch(/ Required\.$/);
    expect(helpAt('G1 F<|>')?.about).toMatch(/ In mm\/min\.$/);
    expect(helpAt('G1 H<|>', 'reprap')?.about).toMatch(/\n\n- `0` — .*\n- `1` — /);
  });

  test('of one that the firmware passes over', () => {
    expect(helpAt('M109 R<|>200')).toMatchObject({
      label: 'M109 [S °C] [R °C] [T]',
      active: '[R °C]',
      about: expect.stringContaining('Klipper passes over it.'),
    });
    expect(helpAt('M109 R<|>200', 'marlin')?.about).not.toContain('passes over');
  });

  test('of a command that the firmware lacks', () => {
    expect(helpAt('M201 <|>')?.aboutCommand).toContain('*Klipper does not know this command.*');
    expect(helpAt('M201 <|>', 'marlin')?.aboutCommand).not.toContain('does not know');
  });
});

test('a macro of the printer shows the parameters that it reads', () => {
  const macro = {
    name: 'START_PRINT',
    parameters: [{ name: 'BED', default: '60' }, { name: 'EXTRUDER' }],
    body: '',
  };
  const profile = { ...assumedProfile('klipper'), macros: [macro] };
  expect(helpAt('START_PRINT BED=60 <|>', 'klipper', profile)).toMatchObject({
    label: 'START_PRINT [BED=] [EXTRUDER=]',
    active: '[EXTRUDER=]',
  });
});

test.each([
  '<|>',
  '<|>G1 X1',
  'G<|>1 X1',
  'G1<|> X1',
  'G1 X1 ; <|>comment',
  '; <|>',
  'M117 hello <|>',
  'START_PRINT BED=<|>60',
  'FROBNICATE <|>',
  '(<|>',
])('%j shows nothing', (marked) => {
  expect(helpAt(marked)).toBeNull();
});

test('any place in any text is answered, with labels inside the signature', () => {
  fc.assert(
    fc.property(gcodeText(6), fc.nat(8), fc.nat(40), (text, line, character) => {
      const reading = checkedReading(textFromBytes(bytesOf(text)), { flavor: 'auto' });
      const help = signatureHelp(reading, { line, character });
      for (const signature of help?.signatures ?? []) {
        for (const { label } of signature.parameters ?? []) {
          const [from, to] = label as [number, number];
          expect(signature.label.slice(from, to)).toMatch(/^\S.*\S$/);
        }
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});
