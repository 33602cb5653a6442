import './page/page.css';
import './time/time.css';
import {
  type TimeHostMessage,
  type TimePageState,
  timePageMessage,
  timePageState,
} from '#core/contract/timeView';
import { showNothing, showReport } from './time/report.ts';
import { whatIfForm } from './time/whatIfForm.ts';
import { whatIfTable } from './time/whatIfTable.ts';

// The page of the Print Time panel. It knows nothing until the extension sends it what to show.

interface EditorApi {
  postMessage(message: TimeHostMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
const page = document.getElementById('time');
if (page !== null) start(page);

function start(page: HTMLElement): void {
  let state = stateIn(editor.getState());
  const post = (message: TimeHostMessage) => editor.postMessage(message);
  const keep = (change: Partial<TimePageState>) => {
    state = { ...state, ...change };
    editor.setState(state);
  };
  const report = document.createElement('div');
  const form = whatIfForm(state, {
    post,
    onChange(change) {
      keep(change);
      if (change.showsAllLimits === undefined) table.limitsChanged();
    },
  });
  const table = whatIfTable(state, { post, onChange: keep, asked: () => form.asked() });
  const plans = document.createElement('div');
  plans.append(form.element, table.element);
  plans.hidden = true;
  page.append(report, plans);

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = timePageMessage.safeParse(data).data;
    switch (message?.type) {
      case 'nothing':
        showNothing(report, message.sentence);
        plans.hidden = true;
        return;
      case 'time':
        keep({ uri: message.time.uri });
        showReport(report, message.time, post);
        plans.hidden = false;
        form.show(message.time);
        table.show(message.time);
        return;
      case 'whatIf':
        form.answer(message.id, message.result);
        return;
      case 'whatIfTable':
        table.answer(message.id, message.table);
        return;
      case 'refused':
        form.refuse(message.id, message.sentence);
        table.refuse(message.id, message.sentence);
    }
  });
  post({ type: 'ready' });
}

/** What was typed before the page was hidden or the window reloaded. */
function stateIn(kept: unknown): TimePageState {
  return (
    timePageState.safeParse(kept).data ?? {
      uri: '',
      values: {},
      ignoresFileLimits: false,
      showsAllLimits: false,
      tableLimit: '',
      tableValues: '',
    }
  );
}
