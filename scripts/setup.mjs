// Runs on any Node from 20 with built-in modules only: there may be no node_modules yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNodeMajor = 20;

/** The clone's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageBins = join(root, 'node_modules', '.bin');
const projectNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Stops with one sentence on a Node that is too old to start from. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= oldestNodeMajor) return;
  stop(
    2,
    `3dpai needs Node.js ${oldestNodeMajor} or newer to start from, but this is ${process.version}: install a newer one from https://nodejs.org.`,
  );
}

/** Installs the npm packages of the lock file, unless they are all there. Talks on stderr only. */
export function ensurePackages() {
  if (packagesMatchLock() && existsSync(projectNode)) return;
  const startedAt = Date.now();
  console.error('Installing npm packages into node_modules (npm ci, about half a minute) ...');
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    // npm replaces node_modules: it must not itself run on the Node that lies there.
    env: { ...npmEnvironment(), PATH: pathWithout(packageBins) },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.error) {
    stop(2, `npm could not be started (${npm.error.message}): install Node.js with npm.`);
  }
  const output = `${npm.stdout}${npm.stderr}`;
  if (npm.status !== 0) {
    const unreachable = networkFailure(output);
    if (unreachable !== undefined) {
      stop(
        75,
        `npm could not reach its package registry (${unreachable}): check the connection or the proxy and run this again.`,
      );
    }
    stop(1, `${npmErrors(output)}\nnpm ci failed (above); nothing was started.`);
  }
  if (!existsSync(projectNode)) {
    stop(
      1,
      `npm ci did not install Node 24 (${projectNode} is missing): its install script was not run; check that npm's "ignore-scripts" is off and run this again.`,
    );
  }
  console.error(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

/**
 * Runs a script of the clone on the clone's own Node 24 and returns its exit code. Signals are
 * passed on, and this process waits for the script to clean up.
 * @param {readonly string[]} args the script and its arguments
 * @param {{ cwd?: string, stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<number>}
 */
export function runOnProjectNode(args, options = {}) {
  const child = spawn(projectNode, args, {
    cwd: options.cwd ?? root,
    stdio: options.stdio ?? 'inherit',
    env: { ...process.env, PATH: `${packageBins}${delimiter}${process.env.PATH ?? ''}` },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  // A killed npm or shell does not pass its signal on: the parent is then another one.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500);
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      settle(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** The folder the user stood in: npm runs a package's scripts in the package's top folder. */
export function callerFolder() {
  const byNpm = process.env.npm_lifecycle_event !== undefined && resolve(process.cwd()) === root;
  return (byNpm ? process.env.INIT_CWD : undefined) ?? process.cwd();
}

/** The environment for an npm of our own, without what an outer npm says about its package. */
export function npmEnvironment() {
  const outer =
    /^(NODE|npm_(package_.*|lifecycle_.*|command|(node_)?execpath|config_(local_prefix|prefix|user_agent)))$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}

/**
 * The line of npm's output that says what could not be reached, undefined when it does not.
 * @param {string} output @returns {string | undefined}
 */
export function networkFailure(output) {
  const codes =
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E5\\d\\d|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|SELF_SIGNED_CERT_IN_CHAIN';
  if (!new RegExp(`\\b(${codes})\\b`).test(output)) return undefined;
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!|warn) (network )?/, ''));
  const telling = lines.find((line) => /request to \S+ failed|connect ECONNREFUSED/.test(line));
  return (telling ?? lines.find((line) => new RegExp(codes).test(line)) ?? '').trim();
}

/**
 * True when npm's record of what it installed has every package of the lock file in the same
 * version; packages that are optional may be absent, they are for other platforms.
 * @param {LockFile} wanted @param {LockFile} installed
 */
export function lockIsInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}
/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> }} LockFile */

function packagesMatchLock() {
  try {
    return lockIsInstalled(
      JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')),
      JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')),
    );
  } catch {
    return false;
  }
}

/** What npm says went wrong, without its warnings and its page of usage. @param {string} output */
function npmErrors(output) {
  const [before = ''] = output.split(/^npm (?:error|ERR!) (?:Clean install a project|Usage:)/m);
  return before
    .split('\n')
    .filter((line) => /^npm (error|ERR!) \S/.test(line))
    .join('\n');
}

/** @param {string} folder */
function pathWithout(folder) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(folder))
    .join(delimiter);
}

/** @param {number} exitCode @param {string} sentence @returns {never} */
function stop(exitCode, sentence) {
  console.error(sentence);
  process.exit(exitCode);
}
