import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code inside its extension host: runs the test files bundled beside this one. */
export async function run(): Promise<void> {
  const report = process.env.THREEDPAI_TEST_REPORT;
  if (report === undefined) throw new Error('THREEDPAI_TEST_REPORT must name the report file.');
  const mocha = new Mocha({
    timeout: 60_000,
    reporter: 'json',
    reporterOptions: { output: report },
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
