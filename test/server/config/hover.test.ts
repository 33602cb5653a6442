import { expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { configHover } from '../../../server/src/config/hover.ts';
import { openedFiles } from '../../support/configFiles.ts';

/** What is said at `<|>`, below the text that it is about; '' for nothing. */
function hoverAt(files: Parameters<typeof openedFiles>[0]): string {
  const { context, position } = openedFiles(files);
  const hover = configHover(context, position);
  if (!hover) return '';
  const { start, end } = hover.range!;
  expect(start.line).toBe(end.line);
  const subject = context.text.lines[start.line]!.slice(start.character, end.character);
  return `${subject}\n\n${(hover.contents as MarkupContent).value}`;
}

test('a section', () => {
  expect(hoverAt('[print<|>er]\nkinematics: none')).toMatchInlineSnapshot(`
    "printer

    **\\[printer\\]** — Kinematics and limits of the whole machine.

    Must be set: \`kinematics\`, \`max_velocity\`, \`max_accel\`.

    [Source](https://www.klipper3d.org/Config_Reference.html#printer)"
  `);
});

test('a section that stands in several places, and one that nobody knows', () => {
  expect(hoverAt('[fa<|>n]\npin: PA1\n[fan]\nmax_power: 1')).toContain('It stands in 2 places');
  expect(hoverAt('[fa<|>nn **x**]')).toMatchInlineSnapshot(`
    "fann **x**

    **\\[fann \\*\\*x\\*\\*\\]** — no section that Klipper documents."
  `);
});

test('an option, and its value', () => {
  expect(hoverAt('[printer]\nmax_vel<|>ocity: 300')).toMatchInlineSnapshot(`
    "max_velocity

    **max\\_velocity** · number, mm/s — Highest speed of the toolhead.

    Must be set.  
    Above 0 mm/s.

    [Source](https://www.klipper3d.org/Config_Reference.html#printer)"
  `);
  expect(hoverAt('[printer]\nkinematics: core<|>xy')).toMatchInlineSnapshot(`
    "corexy

    **kinematics** · choice — How the motors move the toolhead.

    Must be set.  
    One of \`cartesian\`, \`corexy\`, \`corexz\`, \`hybrid_corexy\`, \`hybrid_corexz\`, \`generic_cartesian\`, \`delta\`, \`rotary_delta\`, \`deltesian\`, \`polar\`, \`winch\`, \`none\`.

    [Source](https://www.klipper3d.org/Config_Reference.html#printer)"
  `);
});

test('an option that the section does not have', () => {
  expect(hoverAt('[printer]\nmax_[x](y)<|>: 300')).toMatchInlineSnapshot(`
    "max_[x](y)

    **max\\_\\[x\\]\\(y\\)** — no option of \\[printer\\] that Klipper documents."
  `);
});

test('a pin', () => {
  expect(hoverAt('[stepper_x]\nendstop_pin: ^!tool:<|>PA1 # left')).toMatchInlineSnapshot(`
    "^!tool:PA1

    **endstop\\_pin** · pin — Switch that ends homing.

    Pin \`PA1\` of \`tool\`, with a pull-up resistor (\`^\`), inverted (\`!\`).

    [Source](https://www.klipper3d.org/Config_Reference.html#stepper)"
  `);
});

test('a value that another one overrides, here or in another file', () => {
  expect(hoverAt('[printer]\nmax_velocity<|>: 300\n[printer]\nmax_velocity: 200')).toContain(
    '⚠ Another value counts: `200` in line 4.',
  );
  expect(
    hoverAt({
      'printer.cfg': '[printer]\nmax_velocity: 30<|>0\n[include more.cfg]',
      'more.cfg': '\n[printer]\nmax_velocity: 1`00',
    }),
  ).toContain('⚠ Another value counts: `1 00` in more\\.cfg, line 3.');
});

const MACROS = [
  '[gcode_macro PARK]',
  'description: Goes to *the* corner',
  'gcode:',
  '  {% set z = params.Z|default(5)|float %}',
  '  G1 X{params.X} Z{z}',
];

test('a call of a macro, with its parameters', () => {
  expect(
    hoverAt([...MACROS, '[idle_timeout]', 'gcode: PA<|>RK X=10'].join('\n')),
  ).toMatchInlineSnapshot(`
    "PARK

    **PARK · macro of the printer** — Goes to \\*the\\* corner. It reads Z \\(5\\)\\, X.

    - X 10 — Parameter of the macro.

    *Defined in printer\\.cfg, line 1.*"
  `);
  expect(
    hoverAt([...MACROS, '[idle_timeout]', 'gcode: PARK Z<|>=10'].join('\n')),
  ).toMatchInlineSnapshot(`
    "Z=10

    **PARK · macro of the printer** — Goes to \\*the\\* corner. It reads Z \\(5\\)\\, X.

    - **Z 10** — Parameter of the macro; 5 where it is not given.

    *Defined in printer\\.cfg, line 1.*"
  `);
});

test('the section of a macro says what it reads', () => {
  const text = hoverAt(MACROS.join('\n').replace('PARK', 'PA<|>RK'));
  expect(text).toContain('Goes to \\*the\\* corner. It reads Z \\(5\\)\\, X.');
});

test('a command of Klipper, also behind a statement and with a template for a value', () => {
  expect(hoverAt('[gcode_macro A]\ngcode:\n  {% if x %}G<|>28{% endif %}')).toMatchInlineSnapshot(`
    "G28

    **G28 · Home the axes** — Drives the axes to their endstops so that the printer knows where it is. Without letters it homes all axes.

    *Klipper runs [homing_override] or [safe_z_home] in its place when they are configured. Marlin drops the bed levelling state unless the build restores it.*"
  `);
  expect(hoverAt('[gcode_macro A]\ngcode:\n  M104 S<|>{t * 2} ; warm')).toMatchInlineSnapshot(`
    "S{t * 2}

    **M104 · Heat the nozzle** — Sets the nozzle temperature and goes on at once.

    - **S \\{t × 2\\}** — Target temperature.

    Needs \`[extruder]\` in printer.cfg. *Klipper reads only S and T: without S it switches the heater off. Klipper does not wait here; M109 does.*"
  `);
});

test('a parameter where the macro reads it', () => {
  expect(hoverAt(MACROS.join('\n').replace('params.Z', 'params.Z<|>'))).toMatchInlineSnapshot(`
    "params.Z

    **Z** — parameter of the macro.

    Where it is not given: 5"
  `);
});

test.each([
  ['a comment', '[printer] # pr<|>inter'],
  ['a comment line', '# [prin<|>ter]'],
  ['an empty line', '[printer]\n<|>\n'],
  ['an empty file', '<|>'],
  ['a template', '[gcode_macro A]\ngcode:\n  {% set x = G<|>28 %}'],
])('nothing about %s', (_name, text) => {
  expect(hoverAt(text)).toBe('');
});
