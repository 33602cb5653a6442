import {
  type CancellationToken,
  type Connection,
  type Location,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
} from 'vscode-languageserver';
import type { LoadedConfiguration } from './config/configContext.ts';
import { spanRange, spanText } from './config/configText.ts';
import type { Configurations } from './config/configurations.ts';
import { configDefinition } from './config/definition.ts';
import { definitionsOf, mentionAt, mentionsOf } from './config/macroPlaces.ts';
import { renameEdits, requireMacro } from './config/rename.ts';
import type { Documents } from './documents.ts';
import { callsOf, commandAt } from './features/macroCalls.ts';
import type { PrinterProfiles } from './printerProfile.ts';

/** A macro or command that a request is about, in a printer.cfg or in G-code. */
interface Subject {
  /** In upper case. */
  readonly name: string;
  readonly range: Range;
  /** As written. */
  readonly word: string;
  readonly loaded: LoadedConfiguration;
}

/** What spans printer.cfg and the G-code that is for it: definition, references and renaming of macros. */
export function registerMacroFeatures(
  connection: Connection,
  documents: Documents,
  configurations: Configurations,
  profiles: PrinterProfiles,
): void {
  connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    const context = configurations.contextOf(uri);
    if (context) return configDefinition(context, position);
    const subject = await subjectAt(uri, position);
    return subject ? definitionsOf(subject.loaded, subject.name) : [];
  });

  connection.onReferences(async ({ textDocument: { uri }, position, context }, token) => {
    const subject = await subjectAt(uri, position);
    if (!subject) return [];
    const { loaded, name } = subject;
    const references = mentionsOf(loaded, name, context.includeDeclaration);
    // Of commands of the firmware a file has millions.
    if (definitionsOf(loaded, name).length === 0) return references;
    const calls = await callsInGcode(loaded, name, token);
    const called = [...calls].flatMap(([each, ranges]) =>
      ranges.map((range): Location => ({ uri: each, range })),
    );
    return [...references, ...called];
  });

  connection.onPrepareRename(async ({ textDocument: { uri }, position }) => {
    const subject = await subjectAt(uri, position);
    if (!subject)
      throw new ResponseError(
        LSPErrorCodes.RequestFailed,
        'Only the name of a macro can be renamed; put the cursor on one.',
      );
    requireMacro(subject.loaded, subject.name);
    return { range: subject.range, placeholder: subject.word };
  });

  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }, token) => {
    const subject = await subjectAt(uri, position);
    if (!subject) return null;
    const { loaded, name } = subject;
    const calls = await callsInGcode(loaded, name, token);
    return renameEdits(loaded, name, newName.trim(), calls);
  });

  async function subjectAt(uri: string, position: Position): Promise<Subject | undefined> {
    const context = configurations.contextOf(uri);
    if (context) {
      const mention = mentionAt(context.text, position);
      if (!mention) return undefined;
      const { name, span } = mention;
      const loaded = configurations.load(context.mainPath);
      return { name, range: spanRange(span), word: spanText(context.text, span), loaded };
    }
    const document = documents.get(uri);
    const loaded = document && (await configurationOf(uri));
    const found = document && commandAt(document.text, position);
    return found && loaded ? { ...found, word: found.name, loaded } : undefined;
  }

  /** The printer.cfg that a G-code file is for. */
  async function configurationOf(uri: string): Promise<LoadedConfiguration | undefined> {
    const { profile } = await profiles.profileOf(uri);
    return profile?.source.kind === 'printer.cfg'
      ? configurations.load(profile.source.path)
      : undefined;
  }

  /** Calls in the open G-code files that are for this printer, by address. */
  async function callsInGcode(
    { mainPath }: LoadedConfiguration,
    name: string,
    token: CancellationToken,
  ): Promise<ReadonlyMap<string, readonly Range[]>> {
    const calls = new Map<string, readonly Range[]>();
    // Files that were read from disk cannot be edited.
    for (const { uri, version, text } of documents.all) {
      if (version === null || token.isCancellationRequested) continue;
      const loaded = await configurationOf(uri);
      if (loaded?.mainPath === mainPath) calls.set(uri, await callsOf(text, name, token));
    }
    return calls;
  }
}
