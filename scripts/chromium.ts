import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';
import { Failure } from './failure.ts';
import { findProgram } from './findProgram.ts';
import { onProcessEnd, temporaryFolder } from './processEnd.ts';
import { root } from './setup.mjs';
import { aptDistribution, ensureSystemPackages } from './systemPackages.ts';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The Chromium or Chrome to run tests in: the one named by the variable CHROMIUM, one on the
 * machine, or Playwright's own. As root on Debian and Ubuntu it is installed when there is none.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  const distribution = aptDistribution();
  if (process.getuid?.() === 0 && distribution === 'debian') {
    ensureSystemPackages(['chromium'], 'the UI tests');
  }
  if (process.getuid?.() === 0 && distribution === 'ubuntu') installPlaywrightChromium();
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Failure(`there is no Chromium or Chrome; run: ${cure(distribution)}`, 75);
}

/** Starts one headless Chromium for a whole suite; test files connect to its `wsEndpoint()`. */
export async function startChromium(): Promise<BrowserServer> {
  const executablePath = ensureChromium();
  // Playwright keeps the browser's profile here, and leaves it behind when it is interrupted.
  process.env.TMPDIR = temporaryFolder('chromium');
  const server = await chromium.launchServer({
    executablePath,
    host: '127.0.0.1',
    // Signals are ours to handle (processEnd.ts), so that the server is stopped as well.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      // Software WebGL, the same on every machine.
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      // Containers often have only 64 MB of shared memory.
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  onProcessEnd(() => server.process().kill('SIGKILL'));
  return server;
}

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') return named;
  // Ubuntu's chromium package is a stub that only says to use snap: asking for the version tells.
  return [...commands.map((name) => findProgram(name)), ...macPrograms, chromium.executablePath()]
    .filter((program) => program !== undefined)
    .find((program) => spawnSync(program, ['--version'], { timeout: 20_000 }).status === 0);
}

function installPlaywrightChromium(): void {
  console.error('Installing Chromium by Playwright (undo: npx playwright-core uninstall)');
  const program = join(root, 'node_modules/playwright-core/cli.js');
  spawnSync(process.execPath, [program, 'install', '--with-deps', 'chromium'], {
    stdio: ['ignore', 2, 2],
  });
}

function cure(distribution: 'debian' | 'ubuntu' | undefined): string {
  if (distribution === 'debian') return 'sudo apt-get install -y chromium';
  return 'npx playwright-core install --with-deps chromium';
}
