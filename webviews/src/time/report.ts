import type { PrintTime, TimeHostMessage } from '#core/contract/timeView';
import { element } from '../page/element.ts';
import { figureList } from '../page/figures.ts';
import { layerChart } from './layerChart.ts';

export type Post = (message: TimeHostMessage) => void;

/** Shows where the time goes: the total first, then by role, by layer, by object, and what is not known. */
export function showReport(place: HTMLElement, time: PrintTime, post: Post): void {
  place.replaceChildren(
    element('h1', '', `Print time of ${time.file}`),
    printerOf(time, post),
    ...(time.printer.problem === '' ? [] : [element('p', 'note', time.printer.problem)]),
    figureList(time.figures),
    element(
      'div',
      'columns',
      element('div', '', ...rolesOf(time), ...objectsOf(time)),
      element('div', '', ...layerChart(time, post), ...unknownOf(time, post)),
    ),
  );
}

export function showNothing(place: HTMLElement, sentence: string): void {
  place.replaceChildren(element('p', 'note', sentence));
}

function printerOf({ printer }: PrintTime, post: Post): HTMLElement {
  const words = printer.isChosen ? `On ${printer.words}` : `With ${printer.words}`;
  return element(
    'p',
    'under printer',
    element('span', '', words),
    link(printer.isChosen ? 'Choose another printer' : 'Choose your printer', () =>
      post({ type: 'choosePrinter' }),
    ),
    ...(printer.hasConfig
      ? [link('Open its printer.cfg', () => post({ type: 'openPrinterConfig' }))]
      : []),
  );
}

function rolesOf({ roles }: PrintTime): HTMLElement[] {
  if (roles.length === 0) return [];
  return [element('h2', '', 'Where the time goes'), barsOf(roles)];
}

function objectsOf({ objects, moreObjects }: PrintTime): HTMLElement[] {
  if (objects.length === 0) return [];
  return [
    element('h2', '', 'By object'),
    barsOf(objects),
    ...(moreObjects === 0 ? [] : [element('p', 'under', `and ${moreObjects} more`)]),
  ];
}

function barsOf(bars: PrintTime['roles']): HTMLElement {
  const rows = bars.map(({ name, color, time, note, share }) =>
    element(
      'li',
      'role',
      element('span', 'name', name, ' ', element('span', 'under', note)),
      element('span', 'time', time),
      element('span', 'track', barOf(share, color)),
    ),
  );
  return element('ul', 'roles', ...rows);
}

/** @param share of the longest bar */
export function barOf(share: number, color: PrintTime['roles'][number]['color']): HTMLElement {
  const bar = element('span', 'bar');
  bar.style.width = share === 0 ? '0' : `max(2px, ${share * 100}%)`;
  bar.style.backgroundColor = `var(--vscode-3dpai-${color})`;
  return bar;
}

function unknownOf({ unknown }: PrintTime, post: Post): HTMLElement[] {
  if (unknown.length === 0) return [];
  const rows = unknown.map(({ text, line }) =>
    element(
      'li',
      '',
      link(text, () => post({ type: 'goToLine', line })),
    ),
  );
  return [
    element('h2', '', 'Not in these times'),
    element('p', 'under', 'How long these take, a file does not tell.'),
    element('ul', 'unknown', ...rows),
  ];
}

function link(text: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', 'link', text);
  button.addEventListener('click', onClick);
  return button;
}
