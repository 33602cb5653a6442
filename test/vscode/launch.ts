// node test/vscode/launch.ts [--report FILE] [--run FILE] [--production]
// Runs the tests of this folder inside an extension host, in desktop VS Code where there is one, else
// in code-server and a headless Chromium. --run runs the `run` function of another file in there
// instead, which writes what it finds to the report; --production runs it with the bundles as packed.
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { bundle, bundleForHost, bundleHostTests } from '../../scripts/bundle.mjs';
import { findEditorProgram } from '../../scripts/desktopEditor.ts';
import { runMain } from '../../scripts/failure.ts';
import { temporaryFolder } from '../../scripts/processEnd.ts';
import { root } from '../../scripts/setup.mjs';

await runMain(async () => {
  const scratch = temporaryFolder('vscode-tests');
  const { values } = parseArgs({
    options: {
      report: { type: 'string' },
      run: { type: 'string' },
      production: { type: 'boolean', default: false },
    },
  });
  const report = values.report ?? join(scratch, 'report.json');
  // What runs in there may write: it gets a copy of the samples.
  const workspace = join(scratch, 'workspace');
  cpSync(join(root, 'samples'), workspace, { recursive: true });
  await bundle({ production: values.production });
  const exitCode = await runTests({
    vscodeExecutablePath: findEditorProgram() ?? join(import.meta.dirname, 'codeStandIn.ts'),
    extensionDevelopmentPath: root,
    extensionTestsPath: values.run === undefined ? await tests() : await oneFile(values.run),
    launchArgs: [workspace, `--user-data-dir=${join(scratch, 'user')}`],
    extensionTestsEnv: { THREEDPAI_TEST_REPORT: report },
  }).catch(() => 1);
  if (values.run === undefined) describeFailures(report);
  return exitCode;
});

async function tests(): Promise<string> {
  await bundleHostTests();
  return join(root, 'dist/test/vscode/mochaRun.cjs');
}

async function oneFile(file: string): Promise<string> {
  await bundleForHost([resolve(file)], 'dist/test/host');
  return join(root, 'dist/test/host', `${basename(file, '.ts')}.cjs`);
}

function describeFailures(report: string): void {
  if (!existsSync(report)) return;
  const { failures } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { fullTitle, err } of failures) {
    console.log(`\nFAILED ${fullTitle}\n${err.stack ?? err.message}`);
  }
}
