import type {
  PrintTime,
  TimeHostMessage,
  TimePageState,
  WhatIfResult,
} from '#core/contract/timeView';
import { element } from '../page/element.ts';
import { limitNumber, noNumber } from './limitNumber.ts';
import { barOf, type Post } from './report.ts';

type Limit = PrintTime['limits'][number];

/** The limits that are changed, and whether those of the file count. */
export type Asked = Pick<Extract<TimeHostMessage, { type: 'whatIf' }>, 'set' | 'fileLimits'>;

export interface WhatIfForm {
  readonly element: HTMLElement;
  /** The print, its printer or its times have changed: everything is planned again. */
  show(time: PrintTime): void;
  answer(id: number, result: WhatIfResult): void;
  refuse(id: number, sentence: string): void;
  /** What is typed now; undefined where some of it is no number. */
  asked(): Asked | undefined;
}

type Change = Partial<Pick<TimePageState, 'values' | 'ignoresFileLimits' | 'showsAllLimits'>>;

/** Long enough for the next digit, short enough to be taken for at once. */
const PAUSE_MS = 150;

/** Whoever waits longer than this is told that the answer is on its way. */
const PATIENCE_MS = 500;

/** Fields for the limits, and the time with them while they are typed. */
export function whatIfForm(
  state: TimePageState,
  { post, onChange }: { readonly post: Post; readonly onChange: (change: Change) => void },
): WhatIfForm {
  let limits: readonly Limit[] = [];
  let values: Readonly<Record<string, string>> = state.values;
  let ignoresFileLimits = state.ignoresFileLimits;
  let lastId = 0;
  let timer: number | undefined;
  let busy: number | undefined;
  let fields: readonly Field[] = [];

  const main = element('div', 'limits');
  const others = element('div', 'limits');
  const more = element('details', '', element('summary', '', 'More limits'), others);
  more.open = state.showsAllLimits;
  more.addEventListener('toggle', () => onChange({ showsAllLimits: more.open }));
  const pass = element('input', '');
  pass.type = 'checkbox';
  pass.checked = ignoresFileLimits;
  const fileLimits = element(
    'div',
    'fileLimits',
    element('label', '', pass, 'Pass over the file’s own limits'),
    element(
      'p',
      'under',
      'This file sets limits itself (M204, SET_VELOCITY_LIMIT and the like). On the printer they count instead of those above, as long as they hold.',
    ),
  );
  const reset = element('button', 'link', 'Back to the printer’s limits');
  const status = element('p', 'status');
  status.setAttribute('role', 'status');
  const result = element('div', 'result');
  const section = element(
    'section',
    'whatIf',
    element('h2', '', 'What if'),
    element('p', 'under', 'Change a limit to see what the print would take with it.'),
    main,
    more,
    fileLimits,
    element('p', '', reset),
    status,
    result,
  );

  const asked = (): Asked | undefined => {
    const set: Record<string, number> = {};
    for (const { limit, input } of fields) {
      if (!isChanged(limit, input.value)) continue;
      const value = limitNumber(input.value);
      if (value === undefined) return undefined;
      set[limit.name] = value;
    }
    return { set, fileLimits: passesOver() ? 'ignore' : 'follow' };
  };
  const passesOver = () => ignoresFileLimits && !fileLimits.hidden;

  /** Marks what is no number and plans the rest. */
  const ask = () => {
    clearTimeout(timer);
    const wrong = fields.find(
      ({ limit, input }) => isChanged(limit, input.value) && limitNumber(input.value) === undefined,
    );
    for (const field of fields) mark(field, field === wrong);
    const question = asked();
    // Whatever is still on its way answers another question.
    lastId += 1;
    reset.hidden = fields.every(({ limit, input }) => !isChanged(limit, input.value));
    if (wrong !== undefined || question === undefined)
      return clear(noNumber(wrong?.input.value ?? ''), 'wrong');
    if (Object.keys(question.set).length === 0 && question.fileLimits === 'follow')
      return clear('', '');
    section.setAttribute('aria-busy', 'true');
    clearTimeout(busy);
    busy = window.setTimeout(() => {
      status.className = 'status';
      status.textContent = 'Planning…';
    }, PATIENCE_MS);
    post({ type: 'whatIf', id: lastId, ...question });
  };
  const tell = (sentence: string, kind: '' | 'wrong' | WhatIfResult['change']) => {
    clearTimeout(busy);
    section.removeAttribute('aria-busy');
    status.className = `status ${kind}`;
    status.textContent = sentence;
  };
  const clear = (sentence: string, kind: '' | 'wrong') => {
    tell(sentence, kind);
    result.replaceChildren();
  };
  const typed = () => {
    values = Object.fromEntries(
      fields
        .filter(({ limit, input }) => isChanged(limit, input.value))
        .map(({ limit, input }) => [limit.name, input.value.slice(0, 100)]),
    );
    onChange({ values });
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE_MS);
  };

  pass.addEventListener('change', () => {
    ignoresFileLimits = pass.checked;
    onChange({ ignoresFileLimits });
    ask();
  });
  reset.addEventListener('click', () => {
    for (const { limit, input } of fields) input.value = valueText(limit);
    typed();
    ask();
    fields[0]?.input.focus();
  });

  return {
    element: section,
    asked,
    show(time) {
      fileLimits.hidden = !time.fileSetsLimits;
      if (JSON.stringify(limits) !== JSON.stringify(time.limits)) {
        limits = time.limits;
        fields = limits.map((limit) => fieldOf(limit, values[limit.name], typed));
        main.replaceChildren(...blocksOf(fields, true));
        others.replaceChildren(...blocksOf(fields, false));
        more.hidden = others.childElementCount === 0;
      }
      ask();
    },
    answer(id, answer) {
      if (id !== lastId) return;
      const isOverruled = answer.change === 'same' && !fileLimits.hidden && !passesOver();
      const note = isOverruled ? ': the file’s own limits count instead' : '';
      tell(`${answer.time}, ${answer.difference}${note}`, answer.change);
      result.replaceChildren(resultTable(answer));
    },
    refuse(id, sentence) {
      if (id === lastId) clear(sentence, 'wrong');
    },
  };
}

interface Field {
  readonly limit: Limit;
  readonly input: HTMLInputElement;
  readonly block: HTMLElement;
}

function fieldOf(limit: Limit, typed: string | undefined, onInput: () => void): Field {
  const input = element('input', '');
  input.type = 'text';
  input.inputMode = 'decimal';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.name = limit.name;
  input.value = typed ?? valueText(limit);
  input.addEventListener('input', onInput);
  const now = limit.value === null ? 'not set' : `now ${limit.value}`;
  const block = element(
    'label',
    'limit',
    element('span', 'summary', sentence(limit.summary)),
    element('span', 'entry', input, element('span', 'unit under', limit.unit)),
    element('span', 'under', `${limit.name}, ${now}`),
  );
  return { limit, input, block };
}

function blocksOf(fields: readonly Field[], isMain: boolean): HTMLElement[] {
  return fields.filter(({ limit }) => limit.isMain === isMain).map(({ block }) => block);
}

function mark({ limit, input, block }: Field, isWrong: boolean): void {
  block.classList.toggle('changed', isChanged(limit, input.value));
  if (isWrong) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

/** An empty field stands for the printer's own limit. */
function isChanged(limit: Limit, typed: string): boolean {
  const text = typed.trim();
  return text !== '' && text !== valueText(limit) && limitNumber(text) !== limit.value;
}

function valueText({ value }: Limit): string {
  return value === null ? '' : String(value);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Now and then side by side, role by role. */
function resultTable({ roles }: WhatIfResult): HTMLElement {
  const head = element(
    'tr',
    '',
    ...['Role', 'Now', 'With the change', 'Difference'].map((title) => {
      const cell = element('th', '', title);
      cell.scope = 'col';
      return cell;
    }),
  );
  const rows = roles.map((role) => {
    const name = element('th', '', role.name);
    name.scope = 'row';
    return element(
      'tr',
      '',
      name,
      element('td', '', role.now, track(role.nowShare, role.color)),
      element('td', '', role.changed, track(role.changedShare, role.color)),
      element('td', '', role.difference),
    );
  });
  return element(
    'table',
    'times',
    element('caption', 'under', 'By role'),
    element('thead', '', head),
    element('tbody', '', ...rows),
  );
}

function track(share: number, color: WhatIfResult['roles'][number]['color']): HTMLElement {
  return element('span', 'track', barOf(share, color));
}
