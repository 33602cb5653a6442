import './page/page.css';
import './summary/summary.css';
import { type SummaryHostMessage, summaryPageMessage } from '#core/contract/summaryView';
import { showNothing, showOverview } from './summary/overview.ts';
import { settingsTable } from './summary/settingsTable.ts';

// The page of the Print Summary view. It knows nothing until the extension sends it what to show.

interface EditorApi {
  postMessage(message: SummaryHostMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
const page = document.getElementById('summary');
if (page !== null) start(page);

function start(page: HTMLElement): void {
  const overview = document.createElement('div');
  const settings = settingsTable(filterIn(editor.getState()), (filter) =>
    editor.setState({ filter }),
  );
  page.append(overview, settings.element);
  settings.show([]);
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = summaryPageMessage.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'nothing') {
      showNothing(overview, message.data.sentence);
      settings.show([]);
      return;
    }
    showOverview(overview, message.data.summary, (chosen) => editor.postMessage(chosen));
    settings.show(message.data.summary.settings);
  });
  editor.postMessage({ type: 'ready' });
}

/** What was typed before the view was hidden. */
function filterIn(state: unknown): string {
  const filter =
    typeof state === 'object' && state !== null && 'filter' in state ? state.filter : '';
  return typeof filter === 'string' ? filter : '';
}
