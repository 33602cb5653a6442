import { describe, expect, it } from 'vitest';
import type { PrinterAnswer } from '#core/contract/server';
import { printerChoices, settingOfFile } from '../../client/src/printer/printerChoices.ts';
import { printerStatusText } from '../../client/src/printer/printerStatusText.ts';

const presets = [
  { id: 'voron-2.4-350', name: 'Voron 2.4 350', firmware: 'Klipper' },
  { id: 'prusa-mk4', name: 'Prusa MK4', firmware: 'Marlin' },
];

function expectChoices(files: readonly string[], now: string) {
  return expect(
    printerChoices(files, presets, now)
      .map(({ label, description, value }) => `${label} (${description}) ${value ?? 'ask'}`)
      .join('\n'),
  );
}

describe('the printers to choose from', () => {
  it('are the files of the folder, those elsewhere, none, and presets', () => {
    expectChoices(['config/old/printer-2.cfg', 'printer.cfg'], '').toMatchInlineSnapshot(`
      "printer.cfg (now) printer.cfg
      config/old/printer-2.cfg () config/old/printer-2.cfg
      Browse… (a printer.cfg elsewhere) ask
      No printer (the firmware’s default limits) none
      Voron 2.4 350 (Klipper) voron-2.4-350
      Prusa MK4 (Marlin) prusa-mk4"
    `);
  });

  it('say which one it is now', () => {
    expectChoices([], 'prusa-mk4').toContain('Prusa MK4 (Marlin · now) prusa-mk4');
    expectChoices([], 'none').toContain('limits · now) none');
    // Of two printers in the usual places, neither counts by itself.
    expectChoices(['config/printer.cfg', 'printer.cfg'], '').not.toContain('now');
  });
});

describe('a file as the setting has it', () => {
  it.each([
    ['/prints/voron/printer.cfg', '/prints', 'voron/printer.cfg'],
    ['/prints/printer.cfg', '/prints', 'printer.cfg'],
    ['/home/pi/printer.cfg', '/prints', '/home/pi/printer.cfg'],
    ['/prints-old/printer.cfg', '/prints', '/prints-old/printer.cfg'],
    ['/prints/printer.cfg', undefined, '/prints/printer.cfg'],
  ])('%s seen from %s is %s', (file, folder, setting) => {
    expect(settingOfFile(file, folder)).toBe(setting);
  });
});

describe('the printer in the status bar', () => {
  const answer: PrinterAnswer = {
    profile: { name: 'Voron', source: 'printer.cfg' },
    origin: '/prints/printer.cfg',
    firmware: 'klipper',
    problem: null,
  };

  it.each([
    [
      'a chosen one',
      {},
      'information: Voron | Times and checks are for Voron (/prints/printer.cfg).',
    ],
    [
      'none',
      { profile: { name: 'Klipper', source: 'assumed' }, origin: null },
      'information: Choose a printer | Times are with Klipper’s default limits, because no printer is chosen.',
    ],
    [
      'a firmware’s defaults, chosen',
      { profile: { name: 'Generic Klipper', source: 'assumed' }, origin: null },
      'information: Generic Klipper | Times and checks are for Generic Klipper’s default limits.',
    ],
    [
      'one that cannot be read',
      {
        profile: { name: 'Klipper', source: 'assumed' },
        origin: null,
        problem: 'It cannot be read.',
      },
      'warning: Choose a printer | It cannot be read.',
    ],
  ] as const)('is told: %s', (_name, given, told) => {
    const { text, detail, severity } = printerStatusText({ ...answer, ...given });
    expect(`${severity}: ${text} | ${detail}`).toBe(told);
  });
});
