import process from 'node:process';
import { ALIGN_COMMAND } from './align/command.ts';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode, Failure } from './exit.ts';
import { FEATURES_COMMAND } from './features/command.ts';
import { ANNOTATE_COMMAND } from './gcode/annotate.ts';
import { CHECK_COMMAND } from './gcode/check.ts';
import { META_COMMAND } from './gcode/meta.ts';
import { OUTLINE_COMMAND } from './gcode/outline.ts';
import { STATE_COMMAND } from './gcode/state.ts';
import { TIME_COMMAND } from './gcode/time.ts';
import { commandHelp, programHelp } from './help.ts';
import { INGEST_COMMAND } from './ingest/ingestCommand.ts';
import { printable, writeOut } from './output.ts';
import { SIMULATE_COMMAND } from './simulate/command.ts';
import { VALIDATE_COMMAND } from './validate/command.ts';
import { programVersion } from './version.ts';

const COMMANDS: readonly Command[] = [
  OUTLINE_COMMAND,
  META_COMMAND,
  CHECK_COMMAND,
  STATE_COMMAND,
  TIME_COMMAND,
  ANNOTATE_COMMAND,
  SIMULATE_COMMAND,
  INGEST_COMMAND,
  VALIDATE_COMMAND,
  ALIGN_COMMAND,
  FEATURES_COMMAND,
];

process.once('SIGINT', () => process.exit(EXIT.interrupted));
process.stdout.on('error', endOnBrokenOutput);
process.stderr.on('error', endOnBrokenOutput);
process.exitCode = await runCommandLine(process.argv.slice(2));

async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  try {
    return await runWords(words);
  } catch (error) {
    return explain(error);
  }
}

async function runWords(words: readonly string[]): Promise<ExitCode> {
  const [first] = words;
  if (first === undefined) {
    process.stderr.write(programHelp(COMMANDS));
    return EXIT.wrongUse;
  }
  if (first === '--help' || first === '-h' || (first === 'help' && words.length === 1)) {
    await writeOut([programHelp(COMMANDS)]);
    return EXIT.fine;
  }
  if (first === '--version') {
    await writeOut([`3dpai ${programVersion()}\n`]);
    return EXIT.fine;
  }
  const command = COMMANDS.find((each) =>
    each.name.split(' ').every((word, i) => words[i] === word),
  );
  if (!command) return withoutCommand(words);
  const given = parseArguments(command, words.slice(command.name.split(' ').length));
  if (!given.has('help')) return command.run(given);
  await writeOut([commandHelp(command)]);
  return EXIT.fine;
}

/** `3dpai gcode --help` shows the commands of the group; anything else names what is wrong. */
async function withoutCommand(words: readonly string[]): Promise<ExitCode> {
  const [group = ''] = words;
  const ofGroup = COMMANDS.filter((each) => each.name.startsWith(`${group} `));
  if (ofGroup.length > 0 && words.some((word) => word === '--help' || word === '-h')) {
    await writeOut([programHelp(ofGroup)]);
    return EXIT.fine;
  }
  const known = (ofGroup.length > 0 ? ofGroup : COMMANDS).map((each) => each.name).join(', ');
  if (ofGroup.length > 0 && words.length === 1)
    throw new Failure(`"${group}" needs one of its commands: ${known}.`);
  const named = words.slice(0, ofGroup.length > 0 ? 2 : 1).join(' ');
  throw new Failure(`There is no command "${named}"; there are ${known}.`);
}

function explain(error: unknown): ExitCode {
  if (error instanceof Failure) {
    process.stderr.write(`3dpai: ${printable(error.message)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `3dpai: this is a defect of 3dpai; please report it with these lines:\n${stack}\n`,
  );
  return EXIT.defect;
}

/** A reader that has seen enough closes the pipe, which is no error; a full disk is. */
function endOnBrokenOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  process.exitCode = EXIT.tryAgain;
  process.stderr.write(
    `3dpai: the output cannot be written (${error.message}); make room and try again.\n`,
  );
  process.exit(EXIT.tryAgain);
}
