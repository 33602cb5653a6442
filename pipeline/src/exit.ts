/** Exit codes of every command. */
export const EXIT = {
  fine: 0,
  /** Problems were found. */
  findings: 1,
  /** The command line or the file it names is wrong; the user can put it right. */
  wrongUse: 2,
  /** A defect of 3dpai. */
  defect: 70,
  /** Something is locked or full just now. */
  tryAgain: 75,
  /** Ctrl-C: 128 + the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that the user can do something about. The message is one sentence that says what. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.wrongUse) {
    super(message);
    this.exitCode = exitCode;
  }
}
