import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { commands, type Uri } from 'vscode';
import { hangRequest, layersRequest } from '#core/contract/server';
import { COMMAND } from '../../client/src/manifest.ts';
import { activated, eventually, openSample, problemsOf } from '../support/extensionHost.ts';

describe('The language server', () => {
  let uri: Uri;
  let problems: string[];

  before(async () => {
    uri = (await openSample('broken-by-hand.gcode')).document.uri;
    await running();
    await eventually(() => problemsOf(uri).length > 0, 'the sample has problems');
    problems = problemsOf(uri);
  });

  it('is back with the right problems when it is killed', async () => {
    const { testing } = await activated();
    const pid = testing.server.processId;
    ok(pid);
    const startedAt = performance.now();
    process.kill(pid, 'SIGKILL');
    await backWithProblems(pid, startedAt);
  });

  it('is back with the right problems when it hangs', async () => {
    const { testing } = await activated();
    const pid = testing.server.processId;
    ok(pid);
    const startedAt = performance.now();
    void testing.server.request(hangRequest, null);
    await backWithProblems(pid, startedAt);
  });

  it('is restarted by a person, and the old process is gone', async () => {
    const pid = await restarted();
    await eventually(() => !isAlive(pid), 'the old process is gone');
    await eventually(() => problemsOf(uri).join() === problems.join(), 'the same problems');
  });

  it('is given up when it ends again and again, and comes back when asked for', async () => {
    const { testing } = await activated();
    await restarted();
    for (let end = 0; end < 5; end++) {
      await running();
      const pid = testing.server.processId;
      ok(pid);
      process.kill(pid, 'SIGKILL');
      await eventually(() => testing.server.processId !== pid, 'the process is gone');
    }
    await eventually(() => testing.server.state === 'stopped', 'it is given up');
    equal(testing.server.processId, undefined);
    equal(await testing.server.request(layersRequest, { uri: uri.toString() }), undefined);
    await commands.executeCommand('notifications.clearAll');

    await commands.executeCommand(COMMAND.restartServer);
    await running();
    await eventually(() => problemsOf(uri).join() === problems.join(), 'the same problems');
    notEqual(await testing.server.request(layersRequest, { uri: uri.toString() }), undefined);
  });

  async function backWithProblems(oldPid: number, startedAt: number): Promise<void> {
    const { testing } = await activated();
    await eventually(
      () => testing.server.state === 'running' && testing.server.processId !== oldPid,
      'the server is back',
    );
    await eventually(() => problemsOf(uri).length > 0, 'it has found problems');
    // Printed, not asserted: on a busy machine a time says more about the machine than about us.
    console.info(`back with its problems after ${Math.round(performance.now() - startedAt)} ms`);
    deepEqual(problemsOf(uri), problems);
    await eventually(() => !isAlive(oldPid), 'the old process is gone');
  }

  /** Restarts the server as a person does; returns the process that was ended. */
  async function restarted(): Promise<number> {
    const { testing } = await activated();
    const pid = testing.server.processId;
    ok(pid);
    await commands.executeCommand(COMMAND.restartServer);
    await eventually(() => testing.server.processId !== pid, 'another process');
    await running();
    return pid;
  }

  async function running(): Promise<void> {
    const { testing } = await activated();
    await eventually(() => testing.server.state === 'running', 'the server runs');
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
