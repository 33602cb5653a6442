import type { PrintTime } from '#core/contract/timeView';
import { element } from '../page/element.ts';
import type { Post } from './report.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** How many bars Page Up and Page Down pass. */
const PAGE = 10;

/**
 * The times of the layers from the bed up. The pointer or the arrow keys pick a layer out, a click or Enter
 * goes to its lines.
 */
export function layerChart({ layerChart: chart, pickedLayer }: PrintTime, post: Post): Element[] {
  if (chart === null) return [];
  const { bars } = chart;
  const rects = bars.map(({ share }, place) => rectOf(share, place));
  const picture = svg('svg', { class: 'chart', preserveAspectRatio: 'none' });
  picture.setAttribute('viewBox', `0 0 ${bars.length} 1`);
  picture.setAttribute('aria-hidden', 'true');
  picture.append(...rects);

  const slider = element('div', 'slider', picture);
  slider.tabIndex = 0;
  slider.setAttribute('role', 'slider');
  slider.setAttribute('aria-label', `${chart.description} Enter goes to the layer`);
  slider.setAttribute('aria-valuemin', '0');
  slider.setAttribute('aria-valuemax', String(bars.length - 1));
  const readout = element('p', 'readout');

  let chosen = placeOf(bars, pickedLayer) ?? placeOfLongest(bars);
  let shown = -1;
  const show = (place: number) => {
    rects[shown]?.classList.remove('picked');
    shown = place;
    rects[place]?.classList.add('picked');
    readout.textContent = capitalized(bars[place]?.label ?? '');
  };
  const choose = (place: number) => {
    chosen = Math.max(0, Math.min(bars.length - 1, place));
    slider.setAttribute('aria-valuenow', String(chosen));
    slider.setAttribute('aria-valuetext', bars[chosen]?.label ?? '');
    show(chosen);
  };
  const goTo = (place: number) => {
    const bar = bars[place];
    if (bar !== undefined) post({ type: 'goToLayer', layer: bar.layer });
  };
  const placeUnder = ({ clientX }: MouseEvent) => {
    const { left, width } = picture.getBoundingClientRect();
    const place = Math.floor(((clientX - left) / width) * bars.length);
    return Math.max(0, Math.min(bars.length - 1, place));
  };

  slider.addEventListener('pointermove', (event) => show(placeUnder(event)));
  slider.addEventListener('pointerleave', () => show(chosen));
  slider.addEventListener('click', (event) => {
    choose(placeUnder(event));
    goTo(chosen);
  });
  slider.addEventListener('keydown', (event) => {
    const steps: Record<string, number> = {
      ArrowLeft: chosen - 1,
      ArrowDown: chosen - 1,
      ArrowRight: chosen + 1,
      ArrowUp: chosen + 1,
      PageDown: chosen - PAGE,
      PageUp: chosen + PAGE,
      Home: 0,
      End: bars.length - 1,
    };
    const step = steps[event.key];
    if (step !== undefined) choose(step);
    else if (event.key === 'Enter' || event.key === ' ') goTo(chosen);
    else return;
    event.preventDefault();
  });
  choose(chosen);

  return [
    element('h2', '', 'Time per layer'),
    element('div', 'axis under', element('span', '', chart.longest)),
    slider,
    element(
      'div',
      'axis under',
      element('span', '', chart.lowest),
      element('span', '', chart.highest),
    ),
    readout,
    element('p', 'under', 'A click, or the arrow keys and Enter, go to the layer.'),
  ];
}

function rectOf(share: number, place: number): SVGElement {
  return svg('rect', {
    x: String(place),
    y: String(1 - share),
    // A little wider than its place, so that no seam shows between two.
    width: '1.02',
    height: String(share),
  });
}

function svg(tag: 'svg' | 'rect', attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** The last bar that begins at a layer or below it. */
function placeOf(
  bars: readonly { readonly layer: number }[],
  layer: number | null,
): number | undefined {
  if (layer === null) return undefined;
  const place = bars.filter((bar) => bar.layer <= layer).length - 1;
  return place < 0 ? undefined : place;
}

function placeOfLongest(bars: readonly { readonly share: number }[]): number {
  return Math.max(
    0,
    bars.findIndex(({ share }) => share === 1),
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
