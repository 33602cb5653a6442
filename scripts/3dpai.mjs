#!/usr/bin/env node
// The 3dpai command in a clone (npx 3dpai, npm run 3dpai --): builds dist/3dpai.mjs when it is
// missing or older than its sources, then runs it where the user stands.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { callerFolder, ensurePackages, requireNode, root, runOnProjectNode } from './setup.mjs';

const program = join(root, 'dist/3dpai.mjs');
const sources = ['core/src', 'pipeline/src', 'package-lock.json', 'scripts/bundle.mjs'];

requireNode();
const cwd = callerFolder();
ensurePackages();
if (isStale()) {
  const exitCode = await runOnProjectNode([join(root, 'scripts/bundle.mjs'), '--only', '3dpai'], {
    stdio: ['ignore', 2, 2],
  });
  if (exitCode !== 0) process.exit(70);
}
process.exitCode = await runOnProjectNode([program, ...process.argv.slice(2)], { cwd });

function isStale() {
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((source) => newestChange(join(root, source)) > built);
}

/** The time of the newest change in a file or a folder tree, in ms. @param {string} path @returns {number} */
function newestChange(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  // A folder's own time tells of files that were added, renamed or removed in it.
  const children = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(status.mtimeMs, ...children);
}
