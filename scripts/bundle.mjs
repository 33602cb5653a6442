// node scripts/bundle.mjs [--production] [--watch] [--tests] [--only NAME]
// Writes into dist/ one file for each process of the extension, and one for each webview.
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';
import { root } from './setup.mjs';

/**
 * @typedef {{ production?: boolean, only?: string | undefined }} BundleOptions
 * @typedef {{ name: string, entry: string, options: import('esbuild').BuildOptions }} Bundle
 */

// VS Code 1.101, the oldest one supported, runs extensions on Node 22.
const nodeTarget = 'node22';

/** Builds the bundles, or the one named; throws when an entry is missing or does not compile. */
export async function bundle(/** @type {BundleOptions} */ options = {}) {
  await Promise.all(chosenBundles(options).map((one) => buildOne(one.options)));
}

/**
 * Bundles each test file for the extension host to dist/test/vscode/NAME.cjs; mocha and vscode are
 * taken from where the tests run.
 */
export async function bundleHostTests() {
  const folder = join(root, 'test/vscode');
  const entries = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  if (entries.length === 0) throw new Error('test/vscode has no *.test.ts file.');
  const files = ['mochaRun.ts', ...entries].map((name) => join(folder, name));
  await bundleForHost(files, 'dist/test/vscode');
}

/**
 * Bundles each file for the extension host to OUTDIR/NAME.cjs; vscode and mocha are not part of it.
 * @param {string[]} files @param {string} outdir below the clone's top folder
 */
export async function bundleForHost(files, outdir) {
  await buildOne({
    ...shared({}),
    entryPoints: files,
    outdir: join(root, outdir),
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: nodeTarget,
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
}

/** @param {BundleOptions} options @returns {Bundle[]} */
function chosenBundles(options) {
  const all = allBundles(options);
  const chosen = all.filter((one) => options.only === undefined || one.name === options.only);
  if (chosen.length === 0) {
    const names = all.map((one) => one.name).join(', ');
    throw new Error(`There is no bundle named ${options.only}; there are ${names}.`);
  }
  for (const one of chosen) {
    if (!existsSync(one.entry)) {
      throw new Error(`${relative(root, one.entry)} is missing: the bundle ${one.name} needs it.`);
    }
  }
  return chosen;
}

/** @param {BundleOptions} options @returns {Bundle[]} */
function allBundles(options) {
  const node = { ...shared(options), platform: /** @type {const} */ ('node'), target: nodeTarget };
  return [
    bundleOf('client', 'client/src/extension.ts', 'dist/client.cjs', {
      ...node,
      format: 'cjs',
      external: ['vscode'],
    }),
    bundleOf('server', 'server/src/server.ts', 'dist/server.cjs', { ...node, format: 'cjs' }),
    bundleOf('3dpai', 'pipeline/src/cli.ts', 'dist/3dpai.mjs', {
      ...node,
      format: 'esm',
      banner: {
        // Bundled CommonJS packages ask for Node's own modules with require. The name is one that no package
        // uses, because esbuild does not look into this line.
        js: "#!/usr/bin/env node\nimport { createRequire as requireOfBundle } from 'node:module';\nconst require = requireOfBundle(import.meta.url);",
      },
    }),
    ...webviewEntries().map((entry) =>
      bundleOf(
        `webviews/${basename(entry, '.ts')}`,
        entry,
        `dist/webviews/${basename(entry, '.ts')}.js`,
        { ...shared(options), platform: 'browser', target: 'es2022', format: 'iife' },
      ),
    ),
  ];
}

/** Every file directly in webviews/src is a page of its own; what pages share lies in subfolders. */
function webviewEntries() {
  const folder = join(root, 'webviews/src');
  if (!existsSync(folder)) return [];
  const pages = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  if (pages.length === 0) throw new Error('webviews/src has no page, a *.ts file directly in it.');
  return pages.map((name) => `webviews/src/${name}`);
}

/**
 * @param {string} name @param {string} entry @param {string} outfile
 * @param {import('esbuild').BuildOptions} options
 * @returns {Bundle}
 */
function bundleOf(name, entry, outfile, options) {
  return {
    name,
    entry: join(root, entry),
    options: { ...options, entryPoints: [join(root, entry)], outfile: join(root, outfile) },
  };
}

/** @param {BundleOptions} options @returns {import('esbuild').BuildOptions} */
function shared({ production = false }) {
  return {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    keepNames: production,
    legalComments: 'none',
    sourcemap: production ? false : 'linked',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
    logLevel: 'silent',
  };
}

/**
 * Files appear whole, by a rename: a command that is running, or a build beside this one, never
 * sees half a bundle.
 * @param {import('esbuild').BuildOptions} options
 */
async function buildOne(options) {
  const result = await build({ ...options, write: false });
  for (const file of result.outputFiles) {
    mkdirSync(dirname(file.path), { recursive: true });
    const partial = `${file.path}.${process.pid}.partial`;
    writeFileSync(partial, file.contents, { mode: file.path.endsWith('.mjs') ? 0o755 : 0o644 });
    renameSync(partial, file.path);
  }
}

/** @param {BundleOptions} options */
async function watch(options) {
  const report = reportBuilds();
  for (const one of chosenBundles(options)) {
    const watched = await context({ ...one.options, plugins: [report] });
    await watched.watch();
  }
}

/**
 * Says when the first of all builds starts and the last one ends; the editor's background task
 * waits for these lines (.vscode/tasks.json).
 * @returns {import('esbuild').Plugin}
 */
function reportBuilds() {
  let running = 0;
  return {
    name: 'report-builds',
    setup(build) {
      build.onStart(() => {
        if (running === 0) console.log('[bundle] build started');
        running += 1;
      });
      build.onEnd((result) => {
        for (const error of result.errors) console.error(describe(error));
        running -= 1;
        if (running === 0) console.log('[bundle] build finished');
      });
    },
  };
}

/** @param {import('esbuild').Message} message */
function describe({ location, text }) {
  if (location === null) return `error: ${text}`;
  return `${location.file}:${location.line}:${location.column + 1}: error: ${text}`;
}

async function main() {
  const { values } = parseArgs({
    options: {
      production: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      tests: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (values.watch) return watch(values);
  await bundle(values);
  if (values.tests) await bundleHostTests();
}

/** @param {unknown} error */
function explain(error) {
  const messages = /** @type {import('esbuild').BuildFailure} */ (error).errors;
  if (messages !== undefined) return messages.map(describe).join('\n');
  return error instanceof Error ? error.message : String(error);
}

if (import.meta.main) {
  main().catch((error) => {
    console.error(explain(error));
    process.exitCode = 1;
  });
}
