import {
  MOST_WHAT_IF_ROWS,
  type PrintTime,
  type WhatIfTable as Table,
  type TimePageState,
} from '#core/contract/timeView';
import { element } from '../page/element.ts';
import { limitNumbers, noNumber } from './limitNumber.ts';
import type { Post } from './report.ts';
import type { Asked } from './whatIfForm.ts';

export interface WhatIfTable {
  readonly element: HTMLElement;
  show(time: PrintTime): void;
  /** The fields above were changed. */
  limitsChanged(): void;
  answer(id: number, table: Table): void;
  refuse(id: number, sentence: string): void;
}

type Change = Partial<Pick<TimePageState, 'tableLimit' | 'tableValues'>>;

/** Every value is a plan of its own, so a pause in the typing is waited for. */
const PAUSE_MS = 500;

/** Its ids begin here, so that an answer is never taken for one to the form. */
const FIRST_ID = 1_000_000_000;

/** The time for several values of one limit, beside the other limits as they are typed above. */
export function whatIfTable(
  state: TimePageState,
  {
    post,
    onChange,
    asked,
  }: {
    readonly post: Post;
    readonly onChange: (change: Change) => void;
    /** The limits above; undefined where what is typed there is no number. */
    readonly asked: () => Asked | undefined;
  },
): WhatIfTable {
  let lastId = FIRST_ID;
  let timer: number | undefined;
  let wanted = state.tableLimit;
  const limit = element('select', '');
  const values = element('input', 'values');
  values.type = 'text';
  values.autocomplete = 'off';
  values.spellcheck = false;
  values.value = state.tableValues;
  const status = element('p', 'status');
  status.setAttribute('role', 'status');
  const place = element('div', 'scrolling');
  // What can be scrolled has to be reached without a mouse.
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', 'Times for several values');
  const copyMarkdown = button('Copy as Markdown', () =>
    post({ type: 'copyTable', format: 'Markdown' }),
  );
  const copyCsv = button('Copy as CSV', () => post({ type: 'copyTable', format: 'CSV' }));
  const copy = element('p', 'copy', copyMarkdown, copyCsv);
  copy.hidden = true;
  const section = element(
    'section',
    'whatIfTable',
    element('h2', '', 'Several values'),
    element(
      'div',
      'question',
      element('label', '', element('span', '', 'Limit'), limit),
      element('label', 'grow', element('span', '', 'Values'), values),
    ),
    status,
    place,
    copy,
  );

  const tell = (sentence: string, kind: '' | 'wrong') => {
    section.removeAttribute('aria-busy');
    status.className = `status ${kind}`;
    status.textContent = sentence;
  };
  const clear = (sentence: string, kind: '' | 'wrong') => {
    tell(sentence, kind);
    place.replaceChildren();
    copy.hidden = true;
  };
  const ask = () => {
    clearTimeout(timer);
    // Whatever is still on its way answers another question.
    lastId += 1;
    const { values: numbers, wrong } = limitNumbers(values.value);
    values.removeAttribute('aria-invalid');
    if (wrong !== undefined) {
      values.setAttribute('aria-invalid', 'true');
      return clear(noNumber(wrong), 'wrong');
    }
    const others = asked();
    if (numbers.length === 0 || others === undefined) return clear('', '');
    if (numbers.length > MOST_WHAT_IF_ROWS)
      return clear(`${numbers.length} values are more than ${MOST_WHAT_IF_ROWS}.`, 'wrong');
    section.setAttribute('aria-busy', 'true');
    tell(`Planning ${numbers.length === 1 ? 'one print' : `${numbers.length} prints`}…`, '');
    section.setAttribute('aria-busy', 'true');
    const sets = numbers.map((value) => ({ ...others.set, [limit.value]: value }));
    post({ type: 'whatIfTable', id: lastId, sets, fileLimits: others.fileLimits });
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE_MS);
  };

  limit.addEventListener('change', () => {
    wanted = limit.value;
    values.placeholder = example(limit.selectedOptions[0]?.dataset.value);
    onChange({ tableLimit: limit.value });
    ask();
  });
  values.addEventListener('input', () => {
    onChange({ tableValues: values.value.slice(0, 2_000) });
    askSoon();
  });

  return {
    element: section,
    show({ limits }) {
      limit.replaceChildren(
        ...limits.map(({ name, value }) => {
          const option = element('option', '', name);
          option.value = name;
          option.dataset.value = value === null ? '' : String(value);
          return option;
        }),
      );
      const usual = limits.find(({ name }) => /accel/.test(name))?.name ?? '';
      limit.value = limits.some(({ name }) => name === wanted) ? wanted : usual;
      values.placeholder = example(limit.selectedOptions[0]?.dataset.value);
      ask();
    },
    limitsChanged: askSoon,
    answer(id, table) {
      if (id !== lastId) return;
      tell('', '');
      place.replaceChildren(tableOf(table));
      copy.hidden = false;
    },
    refuse(id, sentence) {
      if (id === lastId) clear(sentence, 'wrong');
    },
  };
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', 'link', text);
  made.addEventListener('click', onClick);
  return made;
}

/** Half the printer's own value, the value itself and its double. */
function example(value: string | undefined): string {
  const number = Number(value);
  if (!value || number === 0) return 'such as 2000, 4000, 8000';
  return `such as ${[number / 2, number, number * 2].map((each) => Number(each.toPrecision(4))).join(', ')}`;
}

function tableOf({ columns, rows }: Table): HTMLElement {
  const head = columns.map((title) => {
    const cell = element('th', '', title);
    cell.scope = 'col';
    return cell;
  });
  const body = rows.map((cells) =>
    element('tr', '', ...cells.map((cell) => element('td', '', cell))),
  );
  return element(
    'table',
    'times',
    element('caption', 'under', 'The time for each value'),
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...body),
  );
}
