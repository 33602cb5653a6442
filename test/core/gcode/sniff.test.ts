import { describe, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { bytesOf } from '../../support/gcodeText.ts';

function firmwareOf(text: string): string {
  return checkedReading(textFromBytes(bytesOf(text)), { flavor: 'auto' }).firmware;
}

describe('a modeline', () => {
  test.each([
    ['klipper', 'klipper'],
    ['marlin', 'marlin'],
    ['marlin1', 'marlin'],
    ['marlin2', 'marlin'],
    ['prusa', 'marlin'],
    ['bambu', 'marlin'],
    ['reprap', 'reprap'],
    ['reprapfirmware', 'reprap'],
    ['rrf', 'reprap'],
    ['duet', 'reprap'],
    ['RepRapFirmware', 'reprap'],
    ['RRF', 'reprap'],
    ['Klipper', 'klipper'],
  ])('gcode_flavor=%s means %s', (name, firmware) => {
    // What the slicer says is the opposite, before the modeline and behind it.
    const other = firmware === 'klipper' ? 'marlin' : 'klipper';
    for (const modeline of [`; gcode_flavor=${name}`, `;gcode_flavor=${name}  `]) {
      expect(firmwareOf(`${modeline}\nG28\n`)).toBe(firmware);
      expect(firmwareOf(`; gcode_flavor = ${other}\nG28\n${modeline}\n`)).toBe(firmware);
      expect(firmwareOf(`${modeline}\nG28\n; gcode_flavor = ${other}\n`)).toBe(firmware);
      expect(firmwareOf(`G28\r\n${modeline}\r\n;FLAVOR:Marlin\r\n`)).toBe(firmware);
    }
  });

  test.each([
    'gcode_flavor=klipper',
    'G28 ; gcode_flavor=marlin',
    '; see gcode_flavor=marlin',
    '; gcode_flavor=sailboat',
    '; gcode_flavor=__proto__',
    '; gcode_flavor=',
  ])('%s is none', (line) => {
    expect(firmwareOf(`${line}\nG28\n; gcode_flavor = reprapfirmware\n`)).toBe('reprap');
    expect(firmwareOf(`${line}\nG28\n`)).toBe('klipper');
  });
});

test.each([
  ['; gcode_flavor = klipper', 'klipper'],
  ['; gcode_flavor = marlin2', 'marlin'],
  ['; gcode_flavor = reprap', 'marlin'],
  ['; gcode_flavor = reprapfirmware', 'reprap'],
  ['; gcode_flavor = smoothie', 'marlin'],
  [';FLAVOR:Marlin', 'marlin'],
  [';FLAVOR:Marlin(Volumetric)', 'marlin'],
  [';FLAVOR:Griffin', 'marlin'],
  [';FLAVOR:UltiGCode', 'marlin'],
])("a slicer's %s means %s", (line, firmware) => {
  expect(firmwareOf(`G28\n${line}\n`)).toBe(firmware);
});
