import type { ChildProcess } from 'node:child_process';
import type { LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
} from 'vscode-languageclient/node';
import { CONFIG_LANGUAGE_ID, LANGUAGE_ID } from '../manifest.ts';

export interface ClientOptions {
  readonly log: LogOutputChannel;
  readonly start: () => ChildProcess;
  /** The connection closed: true when the server shall be started again. */
  readonly onClosed: () => Promise<boolean>;
  /** So much text is about to be handed to the server. */
  readonly onSend: (characters: number) => void;
}

/** Makes the client of the Language Server Protocol; it does not start it. */
export function createClient(options: ClientOptions): LanguageClient {
  return new QuietClient(
    // Also the prefix under which the client looks for `trace.server`.
    '3dpai',
    '3dpai',
    async () => {
      const child = options.start();
      return { reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child) };
    },
    {
      documentSelector: [{ language: LANGUAGE_ID }, { language: CONFIG_LANGUAGE_ID }],
      outputChannel: options.log,
      markdown: { isTrusted: false, supportHtml: false },
      errorHandler: {
        // What matters of an error shows as a closed connection or as a ping without an answer.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: async () => ({
          action: (await options.onClosed()) ? CloseAction.Restart : CloseAction.DoNotRestart,
          handled: true,
        }),
      },
      initializationFailedHandler: () => false,
      middleware: {
        didOpen: async (document, next) => {
          options.onSend(document.getText().length);
          await next(document);
        },
        didChange: async (event, next) => {
          options.onSend(event.contentChanges.reduce((sum, { text }) => sum + text.length, 0));
          await next(event);
        },
        // The old side of a comparison is not what anyone can mend.
        handleDiagnostics: (uri, diagnostics, next) => {
          next(uri, uri.scheme === 'git' ? [] : diagnostics);
        },
      },
    },
  );
}

/** Writes to the log and shows no pop-ups of its own: who started it says what a person must know. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}
