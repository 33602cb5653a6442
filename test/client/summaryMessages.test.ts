import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryHostMessage, summaryPageMessage } from '#core/contract/summaryView';

describe('what a page may ask of the extension', () => {
  it.each([
    { type: 'ready' },
    { type: 'goToLayer', layer: 3 },
    { type: 'goToLine', line: 17 },
    { type: 'showProblems' },
    { type: 'showPrintTime' },
    { type: 'choosePrinter' },
  ])('%j', (message) => {
    expect(summaryHostMessage.safeParse(message).data).toEqual(message);
  });

  it.each([
    null,
    'ready',
    {},
    { type: 'command', command: 'workbench.action.terminal.new' },
    { type: 'goToLayer' },
    { type: 'goToLayer', layer: -1 },
    { type: 'goToLayer', layer: '3' },
    { type: 'goToLine', line: 0.5 },
    { type: 'goToLine', line: Number.POSITIVE_INFINITY },
    { type: ['ready'] },
  ])('and not %j', (message) => {
    expect(summaryHostMessage.safeParse(message).success).toBe(false);
  });

  it('drops whatever else is in a message', () => {
    const { data } = summaryHostMessage.safeParse({ type: 'ready', uri: 'file:///etc/passwd' });
    expect(data).toEqual({ type: 'ready' });
  });

  it('is decided without an exception for anything at all', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        summaryHostMessage.safeParse(message);
        return !summaryPageMessage.safeParse(message).success;
      }),
    );
  });
});

describe('a picture that a page shows', () => {
  const accepts = (source: string) =>
    summaryPageMessage.safeParse({
      type: 'summary',
      summary: {
        file: '',
        slicer: '',
        note: '',
        picture: { source, width: 10, height: 10 },
        figures: [],
        printer: { words: '', isChosen: false },
        roles: [],
        layerChart: null,
        details: [],
        problems: { name: '', value: '', note: '' },
        settings: [],
      },
    }).success;

  it('is a PNG or a JPEG inside the message', () => {
    expect(['data:image/png;base64,iVBO', 'data:image/jpeg;base64,/9j/'].map(accepts)).toEqual([
      true,
      true,
    ]);
  });

  it.each([
    'https://example.com/x.png',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:text/html;base64,PHA+',
    'javascript:alert(1)',
    'data:image/png;base64,iVBO" onerror="alert(1)',
  ])('is not %s', (source) => {
    expect(accepts(source)).toBe(false);
  });
});
