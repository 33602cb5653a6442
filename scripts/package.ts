// npm run package: makes 3dpai-VERSION.vsix in the top folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMain } from './failure.ts';
import { root } from './setup.mjs';
import { packageExtension } from './vsix.ts';

await runMain(async () => {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = join(root, `${name}-${version}.vsix`);
  const { bytes, files } = packageExtension(file);
  console.log(`${file}: ${files} files, ${Math.round(bytes / 1000)} kB`);
  return 0;
});
