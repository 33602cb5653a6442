import { describe, expect, it } from 'vitest';
import type { ReadingStatus } from '#core/contract/server';
import {
  printStatus,
  restartedMessage,
  serverStatus,
  stoppedMessage,
} from '../../client/src/status/statusText.ts';

const reading: ReadingStatus = {
  uri: 'file:///a.gcode',
  version: 1,
  phase: 'ready',
  progress: 1,
  slicer: { name: 'PrusaSlicer', version: '2.9.4' },
  flavor: 'klipper',
  layerCount: 47,
  generation: 0,
};

function expectStatus(given: Partial<ReadingStatus>) {
  const { text, detail, busy } = printStatus({ ...reading, ...given });
  return expect(`${text} | ${detail}${busy ? ' (busy)' : ''}`);
}

describe('the status of a file', () => {
  it('names slicer, firmware and layers', () => {
    expectStatus({}).toBe('PrusaSlicer 2.9.4 | Klipper, 47 layers');
    expectStatus({ layerCount: 1, flavor: 'marlin' }).toBe('PrusaSlicer 2.9.4 | Marlin, 1 layer');
    expectStatus({ slicer: null, layerCount: 0, flavor: 'reprap' }).toBe(
      'Slicer unknown | RepRapFirmware, no layers',
    );
    expectStatus({ slicer: { name: 'Cura', version: '' } }).toBe('Cura | Klipper, 47 layers');
  });

  it('is busy while the file is read', () => {
    expectStatus({ phase: 'reading', progress: 0.404 }).toBe('Reading: 40 % | Klipper (busy)');
  });

  it('is calm before anything is known', () => {
    expect(printStatus(undefined).detail).toBe('not read yet');
  });
});

describe('the status of the server', () => {
  it.each([
    ['idle', 0, 'not started yet', 'information', false],
    ['starting', 0, 'starting', 'information', true],
    ['running', 0, 'running', 'information', false],
    ['running', 1, 'running, restarted 1 time', 'information', false],
    ['running', 3, 'running, restarted 3 times', 'information', false],
    ['stopped', 4, 'stopped', 'error', false],
  ] as const)('%s after %i restarts', (state, restarts, detail, severity, busy) => {
    expect(serverStatus(state, restarts)).toEqual({
      text: 'Language server',
      detail,
      severity,
      busy,
    });
  });

  it('says what happened in one sentence', () => {
    expect([
      restartedMessage('crashed'),
      restartedMessage('hung'),
      restartedMessage('asked'),
      stoppedMessage(false),
      stoppedMessage(true),
    ]).toMatchInlineSnapshot(`
      [
        "3dpai: the language server ended by itself and was restarted.",
        "3dpai: the language server did not answer and was restarted.",
        "3dpai: the language server was restarted.",
        "The 3dpai language server ended again and again, so it was not started again. Its log has the reason.",
        "The 3dpai language server ran out of memory again and again, so it was not started again: raise the setting 3dpai.server.maxOldSpaceMb and restart it.",
      ]
    `);
  });
});
