import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeServerEntry } from './codeServer.ts';
import { Failure } from './failure.ts';
import { startGroup, stopGroup, temporaryFolder } from './processEnd.ts';

/** A running code-server: VS Code for a browser, on this machine's loopback address only. */
export interface EditorServer {
  /** `127.0.0.1:port`, which is also the authority of the editor's remote addresses. */
  readonly host: string;
  readonly url: string;
  /** Made for this run; a browser posts it to /login once. */
  readonly password: string;
  /** What the server has written so far. */
  log(): string;
  /** Settles when the server ends by itself or is stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface EditorServerOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** A packaged extension to install first, as a user would. */
  readonly vsix?: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens every folder as trusted, without asking. */
  readonly workspaceTrust?: boolean;
  /**
   * True lets a page name an extension under development and its tests in the address: the
   * workbench ignores them in a released server unless this switch of VS Code's own tests is on.
   */
  readonly testDriver?: boolean;
  /** How long an extension host outlives its closed page, in seconds; absent: three hours. */
  readonly reconnectionGraceSeconds?: number;
}

// No telemetry, no update checks, no welcome pages, no AI features, no look-ups in a registry.
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

/** Starts code-server with folders of its own, made for this run, and waits until it answers. */
export async function startEditorServer(options: EditorServerOptions = {}): Promise<EditorServer> {
  const folder = temporaryFolder('editor');
  const userFolder = join(folder, 'user/User');
  mkdirSync(userFolder, { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  writeFileSync(join(userFolder, 'settings.json'), JSON.stringify(settings, null, 2));
  const folderFlags = [
    `--config=${join(folder, 'config.yaml')}`,
    `--user-data-dir=${join(folder, 'user')}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
  ];
  writeFileSync(join(folder, 'config.yaml'), 'auth: password\n');
  const environment = editorEnvironment();
  if (options.vsix !== undefined) installExtension(options.vsix, folderFlags, environment);

  const port = options.port || (await freePort());
  const password = randomBytes(12).toString('base64url');
  const server = startGroup(
    process.execPath,
    [
      codeServerEntry,
      ...folderFlags,
      `--bind-addr=127.0.0.1:${port}`,
      '--auth=password',
      '--app-name=3dpai',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.workspaceTrust === false ? ['--disable-workspace-trust'] : []),
      ...(options.reconnectionGraceSeconds === undefined
        ? []
        : [`--reconnection-grace-time=${options.reconnectionGraceSeconds}`]),
      ...(options.testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { env: { ...environment, PASSWORD: password }, output: 'pipe' },
  );
  let log = '';
  server.stdout?.on('data', (text) => {
    log += text;
  });
  server.stderr?.on('data', (text) => {
    log += text;
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  while (!(await answers(`${url}/healthz`))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stopGroup(server);
      throw new Failure(`${log.trim()}\ncode-server did not start on port ${port} (above).`, 1);
    }
    await delay(50);
  }
  return {
    host: `127.0.0.1:${port}`,
    url,
    password,
    log: () => log,
    ended,
    stop: () => stopGroup(server),
  };
}

/** True when a server can listen on this loopback port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

function installExtension(
  vsix: string,
  folderFlags: readonly string[],
  environment: NodeJS.ProcessEnv,
): void {
  const run = spawnSync(
    process.execPath,
    [codeServerEntry, ...folderFlags, `--install-extension=${vsix}`],
    { env: environment, encoding: 'utf8' },
  );
  if (run.status === 0) return;
  throw new Failure(`${run.stdout}${run.stderr}\ncode-server did not install ${vsix} (above).`, 1);
}

/** No extension gallery, and nothing of an editor this may itself be running in. */
function editorEnvironment(): NodeJS.ProcessEnv {
  const outer = /^(VSCODE_|CODE_SERVER_|PASSWORD$|HASHED_PASSWORD$|PORT$)/;
  const kept = Object.entries(process.env).filter(([name]) => !outer.test(name));
  return {
    ...Object.fromEntries(kept),
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
  };
}
