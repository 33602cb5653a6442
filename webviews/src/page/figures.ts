import { element } from './element.ts';

/** One figure as a page shows it; `note` is what stands below, '' for nothing. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** Figures side by side. Their texts may come from files: they are set as text, never as markup. */
export function figureList(figures: readonly Figure[]): HTMLElement {
  const items = figures.map(({ name, value, note }) =>
    element(
      'div',
      'figure',
      element('dt', '', name),
      element('dd', 'value', value),
      ...(note === '' ? [] : [element('dd', 'under', note)]),
    ),
  );
  return element('dl', 'figures', ...items);
}
