import {
  type Disposable,
  type Event,
  EventEmitter,
  FileType,
  RelativePattern,
  Uri,
  workspace,
} from 'vscode';
import {
  FIRST_REPORT,
  REPORTS_FOLDER,
  STAGE_REPORT,
  type StageReport,
} from '#core/contract/dataset';
import { debounce } from '../text/debounce.ts';
import { STAGES, type StageId } from './stages.ts';

/** What one stage left behind. */
export interface StageState {
  readonly report: StageReport;
  /** ms since 1970. */
  readonly changedAt: number;
}

/** A dataset in the workspace, with what its stages said last. */
export interface Dataset {
  readonly folder: Uri;
  /** Its path below the workspace folder. */
  readonly name: string;
  readonly stages: ReadonlyMap<StageId, StageState>;
}

const MOST_DATASETS = 50;
/** A stage writes several files; they are looked at when it has written them all. */
const PAUSE_MS = 150;

/** The datasets of the workspace, looked for when somebody wants to know and again when their reports change. */
export class Datasets implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly watcher = workspace.createFileSystemWatcher(`**/${REPORTS_FOLDER}/*.json`);
  private readonly look = debounce(PAUSE_MS, () => void this.refresh());
  private found: readonly Dataset[] | undefined;
  readonly onDidChange: Event<void> = this.changed.event;

  constructor() {
    for (const event of [
      this.watcher.onDidChange,
      this.watcher.onDidCreate,
      this.watcher.onDidDelete,
    ])
      event(() => this.look.call());
  }

  async all(): Promise<readonly Dataset[]> {
    this.found ??= await findDatasets();
    return this.found;
  }

  async refresh(): Promise<void> {
    this.found = await findDatasets();
    this.changed.fire();
  }

  dispose(): void {
    this.look.dispose();
    this.watcher.dispose();
    this.changed.dispose();
  }
}

async function findDatasets(): Promise<Dataset[]> {
  const folders = workspace.workspaceFolders ?? [];
  const files = await Promise.all(
    folders.map((folder) =>
      workspace.findFiles(
        new RelativePattern(folder, `**/${FIRST_REPORT}`),
        '**/node_modules/**',
        MOST_DATASETS,
      ),
    ),
  );
  const datasets = await Promise.all(files.flat().map((file) => readDataset(file)));
  return datasets
    .flatMap((each) => (each ? [each] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readDataset(file: Uri): Promise<Dataset | undefined> {
  const folder = Uri.joinPath(file, '..', '..');
  const stages = new Map<StageId, StageState>();
  for (const { id } of STAGES) {
    const state = await readReport(Uri.joinPath(folder, REPORTS_FOLDER, `${id}.json`));
    if (state) stages.set(id, state);
  }
  return { folder, name: workspace.asRelativePath(folder), stages };
}

/** Undefined where there is none, or none that this version understands. */
async function readReport(file: Uri): Promise<StageState | undefined> {
  try {
    const { mtime, type } = await workspace.fs.stat(file);
    if ((type & FileType.File) === 0) return undefined;
    const bytes = await workspace.fs.readFile(file);
    const report = STAGE_REPORT.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
    return report && { report, changedAt: mtime };
  } catch {
    return undefined;
  }
}
