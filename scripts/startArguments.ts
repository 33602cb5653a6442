import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from './failure.ts';

export interface StartArguments {
  /** The folder to open, absolute. */
  readonly folder: string;
  /** The port asked for; absent: one of our own choice. */
  readonly port?: number;
  /** Only see that it starts. */
  readonly check: boolean;
  /** Use the browser even where there is desktop VS Code. */
  readonly browser: boolean;
}

export const startUsage = `npm start [-- [FOLDER] [--port N] [--browser] [--check]]

  FOLDER      the folder to open (samples)
  --port N    the port of the address in the browser, 1024 to 65535
  --browser   open in the browser even when desktop VS Code is installed
  --check     only start, see that it answers, print the address and stop

Example: npm start -- ~/prints --port 4000`;

/**
 * Reads the arguments of npm start; paths are relative to `from`. Throws a Failure of one sentence.
 */
export function parseStartArguments(
  argv: readonly string[],
  from: string,
  samples: string,
): StartArguments | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  if (positionals.length > 1) {
    throw new Failure(`npm start opens one folder, but got ${positionals.join(' and ')}.`, 2);
  }
  const [named] = positionals;
  const folder = named === undefined ? samples : resolve(from, named);
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) {
    throw new Failure(`The folder ${folder} does not exist: name one that does.`, 2);
  }
  if (!status.isDirectory()) {
    throw new Failure(`${folder} is not a folder: name the folder it lies in.`, 2);
  }
  return {
    folder,
    check: values.check,
    browser: values.browser,
    ...(values.port === undefined ? {} : { port: parsePort(values.port) }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        check: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${reason.replace(/\.$/, '')}; see npm start -- --help.`, 2);
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1024 && port <= 65_535) return port;
  throw new Failure(`"${text}" is not a port: give a whole number from 1024 to 65535.`, 2);
}
