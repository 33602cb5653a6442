import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import type { MachineProfile } from '#core/machine/profile';
import { ALL_RULES } from '#core/rules/all';
import { CASES, type Marked } from './cases.ts';
import { check, fixed, rangeOf, shown, unmark } from './check.ts';

function parts(given: string | Marked): {
  firmware: Firmware;
  marked: string;
  profile?: MachineProfile | undefined;
} {
  if (typeof given === 'string') return { firmware: 'klipper', marked: given };
  return { firmware: given.firmware, marked: given.text, profile: given.profile };
}

/** The rule points at what is marked, and at nothing else. */
function expectMarked(id: string, given: string | Marked): void {
  const { firmware, marked, profile } = parts(given);
  const { text, ranges } = unmark(marked);
  const problems = check(text, firmware, profile).filter(({ rule }) => rule === id);
  expect(problems.map(rangeOf)).toEqual(ranges);
}

/** A case with the words that name it in a list of tests. */
function titled([id, given]: readonly [string, string | Marked]) {
  const { firmware, marked, profile } = parts(given);
  const printer = profile === undefined ? firmware : `${profile.name} (${firmware})`;
  return [id, `${JSON.stringify(marked)} on ${printer}`, given] as const;
}

const ids = ALL_RULES.map(({ id }) => id);
const FIRMWARES = ['klipper', 'marlin', 'reprap'] as const;

describe('every rule', () => {
  test('has an id of its own, cases here, and one sentence that says why', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(CASES).sort()).toEqual([...ids].sort());
    for (const { id, why } of ALL_RULES) {
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(why).toMatch(/^[A-Z].*[^.]\.$/);
      expect(CASES[id]?.bad.length, id).toBeGreaterThan(0);
      expect(CASES[id]?.good.length, id).toBeGreaterThan(0);
    }
  });

  test.each(ALL_RULES)('$id speaks of every firmware that it names, and of no other', (rule) => {
    const speaks = FIRMWARES.filter((firmware) =>
      CASES[rule.id]?.bad.some((given) => {
        const { marked, profile } = parts(given);
        const problems = check(unmark(marked).text, firmware, profile);
        return problems.some((problem) => problem.rule === rule.id);
      }),
    );
    expect(speaks).toEqual(FIRMWARES.filter((firmware) => rule.firmwares.includes(firmware)));
  });

  const bad = Object.entries(CASES).flatMap(([id, cases]) =>
    cases.bad.map((c) => [id, c] as const),
  );
  test.each(bad.map(titled))('%s reports %s', (id, _text, given) => {
    expect(parts(given).marked).toContain('<|');
    expectMarked(id, given);
  });

  const good = Object.entries(CASES).flatMap(([id, cases]) =>
    cases.good.map((c) => [id, c] as const),
  );
  test.each(good.map(titled))('%s is silent on %s', (id, _text, given) => {
    expect(parts(given).marked).not.toContain('<|');
    expectMarked(id, given);
  });

  test('says what happens and how to cure it', async () => {
    const lines = bad.flatMap(([id, given]) => {
      const { firmware, marked, profile } = parts(given);
      const { text } = unmark(marked);
      const problems = check(text, firmware, profile).filter(({ rule }) => rule === id);
      return problems.map((problem) => {
        expect(problem.message).toMatch(/^[A-Z0-9−-].*[.)]$/s);
        expect(problem.message.length).toBeLessThan(300);
        const printer = profile === undefined ? '' : `${profile.name}: `;
        return `${firmware.padEnd(7)} ${printer}${JSON.stringify(text.split('\n')[problem.line - 1] ?? '')}\n        ${shown(problem)}`;
      });
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('messages.txt');
  });
});

describe('a fix', () => {
  const fixable = bad().filter(([, , , problem]) => problem.fix !== undefined);

  test('is offered by every rule that says so, and by no other', () => {
    const offering = new Set(fixable.map(([id]) => id));
    const saying = ALL_RULES.filter(({ fixes }) => fixes).map(({ id }) => id);
    expect([...offering].sort()).toEqual(saying.sort());
    expect(offering.size).toBeGreaterThanOrEqual(10);
  });

  test.each(fixable)(
    'of %s on %j removes the problem and adds none',
    (id, text, firmware, problem, profile) => {
      const before = check(text, firmware, profile);
      const after = check(fixed(text, problem), firmware, profile);
      const count = (problems: typeof after): number =>
        problems
          .filter(({ rule }) => rule === id)
          .reduce((sum, each) => sum + (each.count ?? 1), 0);
      expect(count(after)).toBe(count(before) - 1);
      const had = new Set(before.map(({ rule }) => rule));
      expect(after.filter(({ rule }) => !had.has(rule)).map(shown)).toEqual([]);
    },
  );

  function bad() {
    return Object.entries(CASES).flatMap(([id, cases]) =>
      cases.bad.flatMap((given) => {
        const { firmware, marked, profile } = parts(given);
        const { text } = unmark(marked);
        return check(text, firmware, profile)
          .filter(({ rule }) => rule === id)
          .map((problem) => [id, text, firmware, problem, profile] as const);
      }),
    );
  }
});

test('bytes that are no UTF-8 are found at any place of any piece', () => {
  for (let length = 1; length <= 13; length++) {
    for (let at = 0; at < length; at++) {
      const text = `;${'x'.repeat(at)}\u00ff${'x'.repeat(length - at - 1)}\nG1 X1\n`;
      for (const offset of [0, 1, 2, 3]) {
        const problems = check(`${';'.repeat(offset)}\n${text}`);
        const places = problems.filter(({ rule }) => rule === 'non-utf8-bytes').map(rangeOf);
        expect(places).toEqual([`2:${at + 2}-${at + 3}`]);
      }
    }
  }
});

test('a line of megabytes is quoted in part, and read in little time', () => {
  const megabyte = 1024 * 1024;
  for (const piece of ['X1,5 ', 'X ', '[a_b', '{a', '(', '#', 'A', '1.', '"', 'A=1 ', '\u2212']) {
    for (const start of ['G1 X', 'M117 ', 'SET_PIN A=', '']) {
      const problems = check(start + piece.repeat(Math.ceil(megabyte / piece.length / 16)));
      for (const problem of problems) expect(shown(problem).length).toBeLessThan(1_000);
    }
  }
});
