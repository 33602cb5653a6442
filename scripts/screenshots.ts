// npm run screenshots [-- NAME ...]: runs the UI tests, then copies the pictures they made over
// those of the same name in docs/images, and adds the ones named.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, runMain } from './failure.ts';
import { runCommand } from './runCommand.ts';
import { root } from './setup.mjs';

const made = join(root, 'test/ui/screenshots');
const images = join(root, 'docs/images');

await runMain(async () => {
  const tests = await runCommand(process.execPath, [join(root, 'scripts/test.ts'), '--tier', 'ui']);
  if (tests.exitCode !== 0) throw new Failure(tests.output, 1);
  mkdirSync(images, { recursive: true });
  const named = process.argv.slice(2).map((name) => `${name}.png`);
  for (const file of new Set([...readdirSync(images).filter(isPicture), ...named])) {
    if (!existsSync(join(made, file))) {
      throw new Failure(`No UI test makes ${file}: call window.screenshot in one.`, 2);
    }
    copyFileSync(join(made, file), join(images, file));
    console.log(`docs/images/${file}`);
  }
  return 0;
});

function isPicture(file: string): boolean {
  return file.endsWith('.png');
}
