import { afterEach, describe, expect, test } from 'vitest';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const URI = 'file:///settings.gcode';
const TEXT = 'G28\n;LAYER_CHANGE\n;Z:0.2\nG01 X10 E1 F600\nFROBNICATE A=1\n';

let server: ServerUnderTest | undefined;

afterEach(() => server?.stop());

async function codes(started: ServerUnderTest, version = 1): Promise<(string | undefined)[]> {
  const diagnostics = await started.diagnostics(URI, version);
  return diagnostics.map(({ code }) => (code === undefined ? undefined : String(code)));
}

/** Starts a server whose editor can be asked for settings, and waits until it has asked. */
async function startWithConfiguration(
  configuration: () => unknown,
  settings?: object,
): Promise<ServerUnderTest> {
  const asked = Promise.withResolvers<void>();
  const started = await startLanguageServer({
    ...(settings ? { settings } : {}),
    configuration() {
      asked.resolve();
      return configuration();
    },
  });
  server = started;
  await asked.promise;
  await started.open(URI, TEXT);
  return started;
}

describe('settings', () => {
  test('of the editor choose firmware, rules, lenses and hints', async () => {
    const started = await startWithConfiguration(() => ({
      problems: { disabledRules: ['leading-zero-code'] },
      codeLens: { enabled: false },
      inlayHints: { enabled: false },
    }));
    expect(await codes(started)).not.toContain('leading-zero-code');
    const textDocument = { uri: URI };
    const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
    expect(await started.request('textDocument/codeLens', { textDocument })).toEqual([]);
    expect(await started.request('textDocument/inlayHint', { textDocument, range })).toEqual([]);
  });

  test('say how grave the problems of a rule are', async () => {
    const severity = { 'leading-zero-code': 'error', 'unknown-macro': 'off', inches: 'hint' };
    const started = await startWithConfiguration(() => ({ problems: { severity } }));
    const diagnostics = await started.diagnostics(URI, 1);
    expect(diagnostics.find(({ code }) => code === 'leading-zero-code')?.severity).toBe(1);
    expect(diagnostics.some(({ code }) => code === 'unknown-macro')).toBe(false);
  });

  test('that changed are asked for again, and the files are checked again', async () => {
    let flavor = 'marlin';
    const started = await startWithConfiguration(() => ({ flavor }));
    expect(await codes(started)).not.toContain('leading-zero-code');
    const again = Promise.withResolvers<void>();
    started.connection.onNotification(
      '3dpai/reading',
      (status: { flavor: string; phase: string }) => {
        if (status.flavor === 'klipper' && status.phase === 'ready') again.resolve();
      },
    );
    flavor = 'klipper';
    await started.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: null,
    });
    await again.promise;
    expect(await codes(started)).toContain('leading-zero-code');
  });

  test('given at the start hold where the editor has none', async () => {
    const started = await startWithConfiguration(() => null, { flavor: 'marlin' });
    expect(await codes(started)).not.toContain('leading-zero-code');
  });

  test('of an editor that cannot be asked come with the change', async () => {
    const started = await startLanguageServer({ settings: { flavor: 'marlin' } });
    server = started;
    const change = (settings: unknown) =>
      started.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await change(null);
    await change({ other: 1 });
    await started.open(URI, TEXT);
    expect(await codes(started)).not.toContain('leading-zero-code');
    await change({ '3dpai': { flavor: 'klipper' } });
    await started.close(URI);
    await started.open(URI, TEXT);
    await started.request('textDocument/documentSymbol', { textDocument: { uri: URI } });
    expect(await codes(started)).toContain('leading-zero-code');
  });

  test.each([
    null,
    [],
    'klipper',
    { flavor: 7, problems: null, codeLens: 'no', inlayHints: [] },
    { flavor: '__proto__', problems: { disabledRules: [{}, 5, null] } },
    { problems: { severity: ['off'] } },
    { problems: { severity: { 'leading-zero-code': 'fatal', __proto__: 'off', x: {} } } },
  ])('of any shape do no harm: %j', async (section) => {
    const started = await startWithConfiguration(() => section);
    expect(await codes(started)).toContain('leading-zero-code');
  });

  test('that the editor fails to tell stay as they were', async () => {
    const started = await startWithConfiguration(
      () => {
        throw new Error('no settings today');
      },
      { flavor: 'marlin' },
    );
    expect(await codes(started)).not.toContain('leading-zero-code');
  });
});
