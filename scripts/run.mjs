// node scripts/run.mjs NAME [ARGUMENT ...]: installs what is missing, then runs scripts/NAME on
// Node 24. package.json's scripts start here, because a fresh clone has no Node 24 and no packages.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, requireNode, root, runOnProjectNode } from './setup.mjs';

const [name = '', ...args] = process.argv.slice(2);
requireNode();
const script = [`${name}.ts`, `${name}.mjs`]
  .map((file) => join(root, 'scripts', file))
  .find((file) => existsSync(file));
if (script === undefined) {
  console.error(`scripts/${name}.ts does not exist: name a script of the folder scripts.`);
  process.exit(2);
}
ensurePackages();
process.exitCode = await runOnProjectNode([script, ...args]);
