/** A chart with what must never be missing around it: question, how to read it, and its table. */
import { type ChartSpec, heightOf, pointCountOf } from '../charts/chart-spec.ts';
import { type Markup, markup } from './markup.ts';

const LEAST_POINTS = 3;

/** Everything about one figure. `id` is one of ours; texts may come from a document. */
export interface FigureParts {
  readonly id: string;
  readonly question: string;
  /** One chart, or two panels over the same rows. */
  readonly specs: readonly ChartSpec[];
  /** What the chart shows, said to those who do not see it: it carries the finding. */
  readonly finding: string;
  readonly howToRead: string;
  readonly table: Markup;
  /** The first chart as it is seen without JavaScript, and until it is drawn. */
  readonly still?: Markup;
}

/** Collects the charts of a page while it is written: id of the canvas → what is drawn on it. */
export class ChartRegister {
  readonly specs: Record<string, ChartSpec> = {};

  add(id: string, spec: ChartSpec): void {
    this.specs[id] = spec;
  }

  get heightsPx(): number[] {
    return Object.values(this.specs).map(heightOf);
  }
}

function canvasOf(parts: FigureParts, spec: ChartSpec, index: number, register: ChartRegister): Markup {
  const id = `${parts.id}-chart${index === 0 ? '' : `-${index + 1}`}`;
  register.add(id, spec);
  const still = index === 0 ? (parts.still ?? null) : null;
  return markup`<div class="chart${still !== null && ' has-still'} tall-${String(heightOf(spec))}"><canvas id="${id}" role="img" aria-label="${parts.finding}" aria-describedby="${parts.id}-table"></canvas>${still}</div>`;
}

function chartsOf(parts: FigureParts, register: ChartRegister): Markup {
  const pointCount = Math.min(...parts.specs.map(pointCountOf));
  if (pointCount < LEAST_POINTS) {
    const figures =
      pointCount === 0 ? 'No figure was' : pointCount === 1 ? 'Only one figure was' : 'Only two figures were';
    const advice = pointCount === 0 ? '' : ': the table says it better';
    return markup`<p class="no-chart">No chart: ${figures} measured here${advice}.</p>`;
  }
  const canvases = parts.specs.map((spec, index) => canvasOf(parts, spec, index, register));
  return canvases.length === 1 ? markup`${canvases}` : markup`<div class="panels">${canvases}</div>`;
}

/** The figure as HTML; its charts are entered into `register`. */
export function figure(parts: FigureParts, register: ChartRegister): Markup {
  return markup`<figure id="${parts.id}">
<h4>${parts.question}</h4>
${chartsOf(parts, register)}
<figcaption><b>How to read this:</b> ${parts.howToRead}</figcaption>
${parts.table}
</figure>`;
}
