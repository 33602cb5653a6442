import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { root } from './setup.mjs';
import { listZip, type ZipEntry } from './zipListing.ts';

// Far above what the bundles weigh: whoever goes over it has packed something by mistake.
const largestPackageBytes = 4_000_000;

const wanted = [
  'extension/package.json',
  'extension/readme.md',
  'extension/LICENSE.txt',
  'extension/dist/client.cjs',
  'extension/dist/server.cjs',
  'extension/dist/3dpai.mjs',
];

const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(changelog|support)\.md$/,
  /^extension\/package\.nls(\.[\w-]+)?\.json$/,
  /^extension\/dist\/webviews\/[\w-]+\.(js|css)$/,
  /^extension\/(syntaxes|schemas)\/[\w.-]+\.json$/,
  /^extension\/media\/[\w./-]+\.(svg|png|md)$/,
];

/**
 * Packs the extension as a user gets it, with its bundles made anew and minified by the script
 * vscode:prepublish, and checks what is inside.
 */
export function packageExtension(file: string): { readonly bytes: number; readonly files: number } {
  const vsce = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--allow-unused-files-pattern',
      '-o',
      file,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (vsce.status !== 0) {
    throw new Failure(`${vsce.stdout}${vsce.stderr}\nThe extension was not packaged (above).`, 1);
  }
  const archive = readFileSync(file);
  const entries = listZip(archive);
  const faults = faultsOfPackage(entries, archive.length);
  if (faults.length > 0) throw new Failure(faults.join('\n'), 1);
  return { bytes: archive.length, files: entries.length };
}

/** Says what a package lacks, what it should not hold, and whether it is too large. */
export function faultsOfPackage(entries: readonly ZipEntry[], packageBytes: number): string[] {
  const paths = entries.map((entry) => entry.path);
  const missing = wanted.filter((path) => !paths.includes(path));
  const strange = paths.filter(
    (path) => !wanted.includes(path) && !allowed.some((pattern) => pattern.test(path)),
  );
  return [
    ...missing.map((path) => `The package lacks ${path}.`),
    ...strange.map((path) => `The package holds ${path}, which scripts/vsix.ts does not allow.`),
    ...(packageBytes > largestPackageBytes
      ? [`The package has ${packageBytes} bytes; scripts/vsix.ts allows ${largestPackageBytes}.`]
      : []),
  ];
}
