import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeHostMessage, timePageMessage, timePageState } from '#core/contract/timeView';

describe('what the Print Time page may ask of the extension', () => {
  it.each([
    { type: 'ready' },
    { type: 'goToLayer', layer: 3 },
    { type: 'goToLine', line: 17 },
    { type: 'choosePrinter' },
    { type: 'openPrinterConfig' },
    { type: 'whatIf', id: 1, set: { max_accel: 8_000 }, fileLimits: 'ignore' },
    { type: 'whatIfTable', id: 2, sets: [{}, { jerk_x: 8 }], fileLimits: 'follow' },
    { type: 'copyTable', format: 'CSV' },
  ])('%j', (message) => {
    expect(timeHostMessage.safeParse(message).data).toEqual(message);
  });

  it.each([
    null,
    {},
    { type: 'command', command: 'workbench.action.terminal.new' },
    { type: 'goToLayer', layer: -1 },
    { type: 'goToLine', line: '3' },
    { type: 'whatIf', id: 1, set: { max_accel: '8000' }, fileLimits: 'ignore' },
    { type: 'whatIf', id: 1, set: { __proto__: 5, 'a b': 1 }, fileLimits: 'ignore' },
    { type: 'whatIf', id: 1, set: {}, fileLimits: 'maybe' },
    { type: 'whatIfTable', id: 1, sets: Array(51).fill({}), fileLimits: 'follow' },
    { type: 'copyTable', format: 'HTML' },
    { type: 'copyTable', text: 'rm -rf' },
  ])('and not %j', (message) => {
    expect(timeHostMessage.safeParse(message).success).toBe(false);
  });

  it('is decided without an exception for anything at all', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        timeHostMessage.safeParse(message);
        timePageState.safeParse(message);
        return !timePageMessage.safeParse(message).success;
      }),
    );
  });
});

describe('what the page keeps', () => {
  const kept = {
    uri: 'file:///a.gcode',
    values: { max_accel: '8000' },
    ignoresFileLimits: true,
    showsAllLimits: false,
    tableLimit: '',
    tableValues: '1, 2',
  };

  it('is taken as it is, and nothing else', () => {
    expect(timePageState.safeParse({ ...kept, other: 1 }).data).toEqual(kept);
    for (const wrong of [
      { ...kept, uri: 7 },
      { ...kept, values: { max_accel: 8_000 } },
      { ...kept, tableLimit: 'no such name!' },
      { ...kept, tableValues: 'x'.repeat(3_000) },
    ])
      expect(timePageState.safeParse(wrong).success).toBe(false);
  });
});
