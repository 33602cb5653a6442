import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { installAtomically } from './installAtomically.ts';
import { startGroup } from './processEnd.ts';
import { networkFailure, npmEnvironment } from './setup.mjs';
import { compilePackages, ensureSystemPackages } from './systemPackages.ts';

/** code-server 4.139.1 is VS Code 1.139.1 served to a browser. */
const version = '4.139.1';

/** Where code-server is kept, for every clone of this user. */
export const codeServerFolder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  '3dpai',
  `code-server-${version}`,
);

/** The program to run with Node 24. */
export const codeServerEntry = join(codeServerFolder, 'node_modules/code-server/out/node/entry.js');

/**
 * Installs code-server from npm unless it is in the cache: 45 MB to fetch and two to three minutes
 * on two cores, most of it compiling native modules.
 */
export async function ensureCodeServer(): Promise<void> {
  if (existsSync(codeServerEntry)) return;
  if (process.platform === 'win32') {
    throw new Failure('code-server does not run on Windows: install desktop VS Code.', 75);
  }
  ensureSystemPackages(compilePackages, 'compiling code-server');
  const startedAt = Date.now();
  console.error(
    `Installing code-server ${version} from npm into ${codeServerFolder}\n` +
      `  (once per user, two to three minutes; undo: rm -rf ${codeServerFolder})`,
  );
  await installAtomically(codeServerFolder, fillWithNpm);
  console.error(`Installed code-server in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

async function fillWithNpm(partial: string): Promise<void> {
  const manifest = { private: true, dependencies: { 'code-server': version } };
  writeFileSync(join(partial, 'package.json'), JSON.stringify(manifest));
  const logFile = join(partial, 'install.log');
  const log = openSync(logFile, 'w');
  const npm = startGroup('npm', ['install', '--no-audit', '--no-fund', '--omit=dev'], {
    cwd: partial,
    output: log,
    // code-server compiles native modules in the install scripts of nested npm projects, whose
    // package files cannot hold an allow list of ours; its own shrinkwrap fixes what is fetched.
    env: { ...npmEnvironment(), npm_config_dangerously_allow_all_scripts: 'true' },
  });
  closeSync(log);
  const [exitCode] = await once(npm, 'exit');
  if (exitCode === 0 && existsSync(join(partial, 'node_modules/code-server/out/node/entry.js'))) {
    return;
  }
  const output = readFileSync(logFile, 'utf8');
  const unreachable = networkFailure(output);
  if (unreachable !== undefined) {
    throw new Failure(
      `code-server could not be installed (${unreachable}): check the connection or the proxy and run this again.`,
      75,
    );
  }
  throw new Failure(`${output.slice(-4000)}\nInstalling code-server failed (above).`, 1);
}
