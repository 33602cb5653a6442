import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPieces, printable } from '../../pipeline/src/output.ts';

function written(fields: object): string {
  return [...jsonPieces(fields)].join('');
}

describe('jsonPieces', () => {
  test('one field a line, entries below it', () => {
    expect(
      written({ file: 'a', none: undefined, layers: [{ z: 1 }, { z: 2 }], totals: { mm: 3 } }),
    ).toMatchInlineSnapshot(`
      "{
        "file": "a",
        "layers": [
          {"z":1},
          {"z":2}
        ],
        "totals": {
          "mm": 3
        }
      }
      "
    `);
  });

  test('anything that JSON can say comes back', () => {
    const fields = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fields, (value) => {
        expect(JSON.parse(written(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('entries are made one at a time', () => {
    let made = 0;
    function* entries() {
      for (; made < 1_000; made++) yield made;
    }
    const pieces = jsonPieces({ layers: entries() });
    for (let i = 0; i < 10; i++) pieces.next();
    expect(made).toBeLessThan(10);
  });
});

test('nothing that a terminal obeys gets through', () => {
  const wild = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(wild, (text) => {
      const forbidden = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
      expect(printable(text)).not.toMatch(forbidden);
      expect(written({ text }).replaceAll('\n', '')).not.toMatch(forbidden);
      expect(JSON.parse(written({ text })).text).toBe(JSON.parse(JSON.stringify(text)));
    }),
  );
});
