import { expect, test } from 'vitest';
import type { MacroProfile } from '#core/machine/profile';
import { macroOf, macroReference } from '../../../server/src/features/macroReference.ts';

function macro(fields: Partial<MacroProfile>): MacroProfile {
  return { name: 'PARK', parameters: [], body: '', ...fields };
}

test('a macro reads as a command that the dictionary has', () => {
  expect(
    macroReference(
      macro({
        description: 'Goes *away*',
        parameters: [{ name: 'X' }, { name: 'Z', default: '5' }],
        file: '/home/pi/config/macros.cfg',
        line: 11,
      }),
    ),
  ).toMatchInlineSnapshot(`
    {
      "firmwares": [
        "klipper",
      ],
      "group": "print",
      "name": "PARK",
      "note": "Defined in macros\\.cfg, line 12.",
      "parameters": [
        {
          "name": "X",
          "summary": "Parameter of the macro.",
        },
        {
          "name": "Z",
          "summary": "Parameter of the macro; 5 where it is not given.",
        },
      ],
      "sources": [],
      "summary": "Goes \\*away\\*. It reads X\\, Z \\(5\\).",
      "title": "macro of the printer",
    }
  `);
});

test('in the place of a command it has the parameters of both', () => {
  const { title, parameters } = macroReference(
    macro({ name: 'M104', parameters: [{ name: 'S', default: '0' }, { name: 'WAIT' }] }),
  );
  expect([title, parameters.map(({ name }) => name)]).toMatchInlineSnapshot(`
    [
      "macro in place of Heat the nozzle",
      [
        "S",
        "WAIT",
        "T",
        "R",
        "I",
        "B",
        "F",
      ],
    ]
  `);
});

test('of two definitions the later one counts, in whatever case it is called', () => {
  const macros = [macro({ body: 'one' }), macro({ name: 'OTHER' }), macro({ body: 'two' })];
  expect(macroOf(macros, 'park')?.body).toBe('two');
  expect(macroOf(macros, 'nothing')).toBeUndefined();
});
