// node test/vscode/launch.ts --report FILE: runs the tests of this folder inside an extension host,
// in desktop VS Code where there is one, else in code-server and a headless Chromium.
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { bundle, bundleHostTests } from '../../scripts/bundle.mjs';
import { findEditorProgram } from '../../scripts/desktopEditor.ts';
import { runMain } from '../../scripts/failure.ts';
import { temporaryFolder } from '../../scripts/processEnd.ts';
import { root } from '../../scripts/setup.mjs';

await runMain(async () => {
  const scratch = temporaryFolder('vscode-tests');
  const { values } = parseArgs({ options: { report: { type: 'string' } } });
  const report = values.report ?? join(scratch, 'report.json');
  // The tests may write: they get a copy of the samples.
  const workspace = join(scratch, 'workspace');
  cpSync(join(root, 'samples'), workspace, { recursive: true });
  await bundle();
  await bundleHostTests();
  const exitCode = await runTests({
    vscodeExecutablePath: findEditorProgram() ?? join(import.meta.dirname, 'codeStandIn.ts'),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'dist/test/vscode/mochaRun.cjs'),
    launchArgs: [workspace, `--user-data-dir=${join(scratch, 'user')}`],
    extensionTestsEnv: { THREEDPAI_TEST_REPORT: report },
  }).catch(() => 1);
  describeFailures(report);
  return exitCode;
});

function describeFailures(report: string): void {
  if (!existsSync(report)) return;
  const { failures } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { fullTitle, err } of failures) {
    console.log(`\nFAILED ${fullTitle}\n${err.stack ?? err.message}`);
  }
}
