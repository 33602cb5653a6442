// npm start: opens the extension on samples/, in desktop VS Code or in the browser.
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { ensureCodeServer } from './codeServer.ts';
import { findCodeCommand, runCodeCommand } from './desktopEditor.ts';
import { isPortFree, startEditorServer } from './editorServer.ts';
import { Failure, runMain } from './failure.ts';
import { temporaryFolder } from './processEnd.ts';
import { callerFolder, root } from './setup.mjs';
import { parseStartArguments, type StartArguments, startUsage } from './startArguments.ts';
import { packageExtension } from './vsix.ts';

const usualPort = 3730;
const samples = join(root, 'samples');

const tryFirst = `Try first
  1. Open a .gcode file (gear-and-badge.gcode of the samples) and click the nozzle at the left:
     Print Summary and Layers follow the cursor.
  2. Point at a command, such as G1 or M104, to read what it does and where the machine stands.
  3. Open a file with mistakes (broken-by-hand.gcode), look at Problems (Ctrl+Shift+M) and use the
     light bulb on a G01. F1 and "3dpai" list all commands.`;

// Ctrl-C is the usual way to stop, not a failure. First in line, before the listeners that clean up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(0));
}

await runMain(async () => {
  const start = parseStartArguments(process.argv.slice(2), callerFolder(), samples);
  if (start === 'help') {
    console.log(startUsage);
    return 0;
  }
  if (start.port !== undefined && !(await isPortFree(start.port))) {
    throw new Failure(`Port ${start.port} is in use: choose another one with --port.`, 2);
  }
  if (!start.browser && start.port === undefined && findCodeCommand() !== undefined)
    return openDesktop(start);
  return openBrowserEditor(start);
});

async function openDesktop({ folder, check }: StartArguments): Promise<number> {
  await bundle();
  if (check) {
    console.log('Desktop VS Code is installed and the extension is built: npm start opens it.');
    return 0;
  }
  const exitCode = runCodeCommand(['--new-window', `--extensionDevelopmentPath=${root}`, folder]);
  if (exitCode !== 0) {
    throw new Failure('VS Code did not open (above): npm start -- --browser does without it.', 1);
  }
  console.log(`Opened ${folder} in VS Code with the extension.\n\n${tryFirst}`);
  return 0;
}

async function openBrowserEditor({ folder, port, check }: StartArguments): Promise<number> {
  await ensureCodeServer();
  const vsix = join(temporaryFolder('package'), '3dpai.vsix');
  packageExtension(vsix);
  const server = await startEditorServer({
    port: port ?? ((await isPortFree(usualPort)) ? usualPort : 0),
    vsix,
    // The samples are ours; any other folder is for its owner to trust.
    workspaceTrust: folder !== samples,
  });
  console.log(`3dpai runs in VS Code for the browser, reachable from this machine only.

  Address    ${server.url}/?folder=${encodeURIComponent(folder)}
  Password   ${server.password}   (made for this run)

${tryFirst}
`);
  if (check) {
    await server.stop();
    return 0;
  }
  console.log('Ctrl-C stops it and removes what it keeps for this run.');
  await server.ended;
  throw new Failure(`${server.log().trim()}\ncode-server ended by itself (above).`, 1);
}
