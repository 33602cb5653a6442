import type { PrintSummary } from '#core/contract/summaryView';
import { element } from '../page/element.ts';

type Setting = PrintSummary['settings'][number];

export interface SettingsTable {
  readonly element: HTMLElement;
  show(settings: readonly Setting[]): void;
}

/** All the slicer's settings, with a field that narrows them down by their key or value. */
export function settingsTable(filter: string, onFilter: (filter: string) => void): SettingsTable {
  const field = element('input', 'filter');
  field.type = 'search';
  field.value = filter;
  field.placeholder = 'Filter, such as temperature';
  field.setAttribute('aria-label', 'Filter the settings');
  const found = element('p', 'under');
  found.setAttribute('role', 'status');
  const body = element('tbody', '');
  const head = element('tr', '', column('Setting'), column('Value'));
  const table = element('table', 'settings', element('thead', '', head), body);
  const section = element('section', '', element('h2', '', 'Slicer settings'), field, found, table);
  let settings: readonly Setting[] = [];

  const update = () => {
    const fitting = settings.filter(fits(field.value));
    body.replaceChildren(...fitting.map(settingRow));
    table.hidden = fitting.length === 0;
    found.textContent =
      fitting.length === settings.length
        ? `${settings.length} settings`
        : `${fitting.length} of ${settings.length} settings`;
  };
  field.addEventListener('input', () => {
    onFilter(field.value);
    update();
  });
  return {
    element: section,
    show(shown) {
      settings = shown;
      section.hidden = shown.length === 0;
      update();
    },
  };
}

/** Every word that was typed has to occur somewhere in the key or the value. */
function fits(filter: string): (setting: Setting) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ key, value }) => {
    const text = `${key.replaceAll('_', ' ')} ${key} ${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function settingRow({ key, value }: Setting): HTMLElement {
  const name = element('th', '', ...breakable(key));
  name.scope = 'row';
  return element('tr', '', name, element('td', '', value));
}

/** Keys are long words with underscores, behind which they may go on in the next line. */
function breakable(key: string): (Node | string)[] {
  return key.split(/(?<=_)/).flatMap((part) => [part, document.createElement('wbr')]);
}

function column(title: string): HTMLElement {
  const cell = element('th', '', title);
  cell.scope = 'col';
  return cell;
}
