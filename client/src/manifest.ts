import {
  copyLayerCommand,
  goToLayerCommand,
  showMachineStateCommand,
  showPrintTimeCommand,
} from '#core/contract/commands';

// The ids that package.json contributes. test/client/manifest.test.ts compares both, in both
// directions. Nothing here names a program or a host, the one path (3dpai.printerProfile) is that of a
// file which is only read, and nothing of a workspace is ever run: that is why the extension may work
// in a workspace nobody has trusted yet.

export const LANGUAGE_ID = 'gcode';

/** A printer.cfg and what it includes. */
export const CONFIG_LANGUAGE_ID = 'klipper-config';

/** Ends of file names that are taken for G-code of a 3D print. */
export const GCODE_EXTENSIONS = ['.gcode', '.gco', '.g'] as const;

export const COMMAND = {
  goToLayer: goToLayerCommand.command,
  nextLayer: '3dpai.nextLayer',
  previousLayer: '3dpai.previousLayer',
  goToFeature: '3dpai.goToFeature',
  copyLayer: copyLayerCommand.command,
  showMachineState: showMachineStateCommand.command,
  showPrintTime: showPrintTimeCommand.command,
  choosePrinter: '3dpai.choosePrinter',
  openPrinterConfig: '3dpai.openPrinterConfig',
  followCursor: '3dpai.followCursor',
  stopFollowingCursor: '3dpai.stopFollowingCursor',
  openLargeFile: '3dpai.openLargeFile',
  selectFlavor: '3dpai.selectFlavor',
  restartServer: '3dpai.restartServer',
  showLog: '3dpai.showLog',
  simulateRuns: '3dpai.simulateRuns',
  ingestRuns: '3dpai.ingestRuns',
  validateDataset: '3dpai.validateDataset',
  alignDataset: '3dpai.alignDataset',
  computeFeatures: '3dpai.computeFeatures',
  runPipeline: '3dpai.runPipeline',
  runStage: '3dpai.runStage',
  cancelStage: '3dpai.cancelStage',
  refreshDatasets: '3dpai.refreshDatasets',
} as const;

export const VIEW = {
  summary: '3dpai.summary',
  layers: '3dpai.layers',
  machineState: '3dpai.machineState',
  pipeline: '3dpai.pipeline',
  runs: '3dpai.runs',
} as const;

/** Panels in the editor area, by the type under which VS Code restores them. */
export const PANEL = {
  printTime: '3dpai.printTime',
} as const;

/** Settings with the values that code may rely on. */
export interface Settings {
  readonly '3dpai.flavor': Flavor;
  /** A path to a printer.cfg, the id of a preset, `none`, or '' for the folder's own printer.cfg. */
  readonly '3dpai.printerProfile': string;
  readonly '3dpai.problems.disabledRules': readonly string[];
  /** `off`, `error`, `warning`, `information` or `hint` by id of the rule. */
  readonly '3dpai.problems.severity': Readonly<Record<string, string>>;
  readonly '3dpai.codeLens.enabled': boolean;
  readonly '3dpai.inlayHints.enabled': boolean;
  readonly '3dpai.layers.followCursor': boolean;
  /** MB */
  readonly '3dpai.server.maxOldSpaceMb': number;
  readonly '3dpai.trace.server': 'off' | 'messages' | 'verbose';
}

/** What a setting is where nobody has set it. */
export const SETTING_DEFAULTS: Settings = {
  '3dpai.flavor': 'auto',
  '3dpai.printerProfile': '',
  '3dpai.problems.disabledRules': [],
  '3dpai.problems.severity': {},
  '3dpai.codeLens.enabled': true,
  '3dpai.inlayHints.enabled': true,
  '3dpai.layers.followCursor': true,
  '3dpai.server.maxOldSpaceMb': 2048,
  '3dpai.trace.server': 'off',
};

export const FLAVORS = ['auto', 'klipper', 'marlin', 'reprap'] as const;
export type Flavor = (typeof FLAVORS)[number];

/** Context keys of when-clauses, with their values. */
export interface ContextKeys {
  /** A G-code file is what the views are about. */
  readonly '3dpai.hasPrint': boolean;
  readonly '3dpai.serverState': ServerState;
  /** The workspace has a dataset of runs. */
  readonly '3dpai.hasDataset': boolean;
}

/** `idle` until the first G-code file is opened; `stopped` when it ended too often. */
export type ServerState = 'idle' | 'starting' | 'running' | 'stopped';
