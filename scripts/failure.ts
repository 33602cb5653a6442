/**
 * A reason to stop that is told in one sentence with its cure, without a stack trace.
 * Exit codes are those of the command line: 2 wrong use, 70 our defect, 75 try again.
 */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** Runs a script's main function and turns what it throws into one sentence and an exit code. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exit(await main());
  } catch (error) {
    if (error instanceof Failure) {
      console.error(error.message);
      process.exit(error.exitCode);
    }
    console.error(error);
    process.exit(70);
  }
}
