import type { PrintSummary, SummaryHostMessage } from '#core/contract/summaryView';
import { element } from '../page/element.ts';
import { figureList } from '../page/figures.ts';

export type Choose = (chosen: SummaryHostMessage) => void;

/** Shows the print: picture and figures first, then where the time goes, then what else is known. */
export function showOverview(place: HTMLElement, summary: PrintSummary, choose: Choose): void {
  place.replaceChildren(
    element('h1', '', summary.file),
    element('p', 'slicer', summary.slicer),
    ...(summary.note === '' ? [] : [element('p', 'note', summary.note)]),
    ...pictureOf(summary),
    figureList(summary.figures),
    linksOf(summary, choose),
    ...rolesOf(summary, choose),
    ...layersOf(summary, choose),
    ...detailsOf(summary),
  );
}

export function showNothing(place: HTMLElement, sentence: string): void {
  place.replaceChildren(element('p', 'note', sentence));
}

function pictureOf({ picture, file }: PrintSummary): HTMLElement[] {
  if (picture === null) return [];
  const image = element('img', 'picture');
  image.width = picture.width;
  image.height = picture.height;
  image.alt = `The slicer's picture of ${file}`;
  // A picture that cannot be decoded leaves no gap.
  image.addEventListener('error', () => image.remove());
  image.src = picture.source;
  return [image];
}

/** Ways from here to the problems, the times, and a printer where none was chosen. */
function linksOf({ problems, printer }: PrintSummary, choose: Choose): HTMLElement {
  const link = (text: string, chosen: SummaryHostMessage) => {
    const button = element('button', 'link', text);
    button.addEventListener('click', () => choose(chosen));
    return element('li', '', button);
  };
  return element(
    'ul',
    'links',
    link(`${problems.name}: ${problems.value}`, { type: 'showProblems' }),
    link('Print time and what-if', { type: 'showPrintTime' }),
    ...(printer.isChosen
      ? []
      : [link(`Times for ${printer.words}: choose your printer`, { type: 'choosePrinter' })]),
  );
}

function rolesOf({ roles, printer }: PrintSummary, choose: Choose): HTMLElement[] {
  if (roles.length === 0) return [];
  const rows = roles.map((role) => {
    const bar = element('span', 'bar');
    bar.style.width = `${Math.max(0.5, role.share * 100)}%`;
    bar.style.backgroundColor = `var(--vscode-3dpai-${role.color})`;
    const button = element(
      'button',
      'role',
      element('span', 'name', role.name),
      element('span', 'time', role.time),
      element('span', 'track', bar),
    );
    button.title = `Go to the next ${role.name.toLowerCase()}`;
    button.addEventListener('click', () => choose({ type: 'goToLine', line: role.line }));
    return element('li', '', button);
  });
  return [
    element('h2', '', 'Where the time goes'),
    element('ul', 'roles', ...rows),
    element(
      'p',
      'under',
      printer.isChosen ? `As planned for ${printer.words}` : `As planned with ${printer.words}`,
    ),
  ];
}

const svgNamespace = 'http://www.w3.org/2000/svg';

function layersOf({ layerChart }: PrintSummary, choose: Choose): (HTMLElement | SVGElement)[] {
  if (layerChart === null) return [];
  const { bars, description, slowest } = layerChart;
  const chart = document.createElementNS(svgNamespace, 'svg');
  chart.setAttribute('class', 'chart');
  chart.setAttribute('viewBox', `0 0 ${bars.length} 1`);
  chart.setAttribute('preserveAspectRatio', 'none');
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', description);
  for (const [place, height] of bars.entries()) {
    const bar = document.createElementNS(svgNamespace, 'rect');
    bar.setAttribute('x', String(place));
    bar.setAttribute('y', String(1 - height));
    // A little wider than its place, so that no seam shows between two.
    bar.setAttribute('width', '1.02');
    bar.setAttribute('height', String(height));
    chart.append(bar);
  }
  const button = element('button', 'link', `Slowest: ${slowest.name}, ${slowest.time}`);
  button.addEventListener('click', () => choose({ type: 'goToLayer', layer: slowest.layer }));
  return [element('h2', '', 'Time per layer'), chart, element('p', 'under', button)];
}

function detailsOf({ details }: PrintSummary): HTMLElement[] {
  const items = details.flatMap(({ name, value, note }) => [
    element('dt', '', name),
    element('dd', '', value, ...(note === '' ? [] : [' ', element('span', 'under', note)])),
  ]);
  return [element('h2', '', 'Details'), element('dl', 'details', ...items)];
}
