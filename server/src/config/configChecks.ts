import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { ConfigProblem } from '#core/config/config';
import type { RuleChoice } from '#core/rules/ruleChoice';
import type { LoadedConfiguration } from './configContext.ts';
import type { ConfigText } from './configText.ts';
import type { Configurations } from './configurations.ts';
import { configDiagnostic, configProblems } from './diagnostics.ts';

/** Keystrokes are not further apart than this; a configuration is checked when they have ended. */
const QUIET_MS = 200;
/** A configuration that takes long to check is checked less often: so many times as long is waited. */
const SHARE_OF_WORK = 3;

/**
 * Keeps the problems of all configurations up to date that have a file open in the editor: every file of
 * such a configuration gets its own, open or not.
 */
export class ConfigChecks {
  private readonly connection: Connection;
  private readonly configurations: Configurations;
  private readonly choice: (mainPath: string) => RuleChoice;
  private timer: NodeJS.Timeout | undefined;
  private workMs = 0;
  /** What the editor was told last, by address. */
  private published = new Map<string, string>();
  private readonly known = new WeakMap<LoadedConfiguration, KnownProblems>();

  /** @param choice by the path of a configuration's main file */
  constructor(
    connection: Connection,
    configurations: Configurations,
    choice: (mainPath: string) => RuleChoice,
  ) {
    this.connection = connection;
    this.configurations = configurations;
    this.choice = choice;
    configurations.onDidChange(() => this.schedule());
  }

  /** Checks again once nothing has changed for a while. */
  schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), Math.max(QUIET_MS, this.workMs * SHARE_OF_WORK));
  }

  /** Problems of the files of a configuration, by path. */
  problems(loaded: LoadedConfiguration): ReadonlyMap<string, readonly ConfigProblem[]> {
    const choice = this.choice(loaded.mainPath);
    const known = this.known.get(loaded);
    if (known?.choice === choice) return known.problems;
    const problems = configProblems(loaded, choice);
    this.known.set(loaded, { choice, problems });
    return problems;
  }

  private check(): void {
    const from = performance.now();
    try {
      this.publish(this.diagnosticsOfAll());
    } catch (error) {
      // A defect of ours in one file must not take the server down with it.
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.connection.console.error(`A configuration could not be checked: ${cause}`);
    }
    this.workMs = performance.now() - from;
  }

  private diagnosticsOfAll(): Map<string, Found> {
    const found = new Map<string, Found>();
    const loadings = new Set(
      this.configurations.openUris.flatMap(
        (uri) => this.configurations.contextOf(uri)?.mainPath ?? [],
      ),
    );
    for (const mainPath of loadings) {
      const loaded = this.configurations.load(mainPath);
      for (const [path, problems] of this.problems(loaded)) {
        const text = loaded.texts.get(path);
        if (!text) continue;
        const diagnostics = problems.map((problem) => configDiagnostic(problem, text));
        const before = found.get(text.uri);
        found.set(text.uri, { text, diagnostics: merged(before?.diagnostics, diagnostics) });
      }
    }
    return found;
  }

  private publish(found: ReadonlyMap<string, Found>): void {
    const now = new Map<string, string>();
    for (const [uri, { text, diagnostics }] of found) {
      const said = JSON.stringify([text.version, diagnostics]);
      now.set(uri, said);
      if (this.published.get(uri) === said) continue;
      const version = text.version === null ? {} : { version: text.version };
      void this.connection.sendDiagnostics({ uri, ...version, diagnostics: [...diagnostics] });
    }
    for (const uri of this.published.keys())
      if (!now.has(uri)) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
    this.published = now;
  }
}

interface KnownProblems {
  readonly choice: RuleChoice;
  readonly problems: ReadonlyMap<string, readonly ConfigProblem[]>;
}

interface Found {
  readonly text: ConfigText;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that two configurations include has the problems of both, each once. */
function merged(
  before: readonly Diagnostic[] | undefined,
  more: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (!before) return more;
  const known = new Set(before.map((diagnostic) => JSON.stringify(diagnostic)));
  return [...before, ...more.filter((diagnostic) => !known.has(JSON.stringify(diagnostic)))];
}
