/** Draws the charts of the page: each when it comes near the screen, all of them before printing. */
import { BoxAndWiskers, BoxPlotController } from '@sgratzl/chartjs-chart-boxplot';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import {
  BarWithErrorBar,
  BarWithErrorBarsController,
  PointWithErrorBar,
  ScatterWithErrorBarsController,
} from 'chartjs-chart-error-bars';
import annotationPlugin from 'chartjs-plugin-annotation';
import { chartOf } from '../../charts/chart-of.ts';
import { type ChartSpec, heightOf } from '../../charts/chart-spec.ts';
import { type ChartMedium, chartThemeOf } from '../../charts/chart-theme.ts';
import type { ThemeName } from '../../palette.ts';
import { cellsIn, shownSpecOf } from '../shown-spec.ts';

Chart.register(
  annotationPlugin,
  BarController,
  BarElement,
  BarWithErrorBar,
  BarWithErrorBarsController,
  BoxAndWiskers,
  BoxPlotController,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  PointWithErrorBar,
  ScatterController,
  ScatterWithErrorBarsController,
  Tooltip,
);

const PAGE: ChartMedium = {
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontSizePx: 12.5,
  isResponsive: true,
  paddingPx: 0,
};

/** Charts hold memory and listen to the page: of those that nobody sees, more than this are not kept. */
const MOST_LIVE = 12;

/** The charts of one page and the canvases that they are drawn on. */
export class PageCharts {
  readonly #specs: Readonly<Record<string, ChartSpec>>;
  readonly #drawn = new Map<HTMLCanvasElement, Chart>();
  /** Canvases within a screen of being seen. */
  readonly #near = new Set<HTMLCanvasElement>();
  readonly #cellsById = new Map<string, readonly string[]>();
  readonly #observer = new IntersectionObserver((entries) => this.#drawSeen(entries), {
    rootMargin: '100% 0px',
  });
  #isShown: (cell: string) => boolean = () => true;
  #theme: ThemeName;

  constructor(specs: Readonly<Record<string, ChartSpec>>, theme: ThemeName) {
    this.#specs = specs;
    this.#theme = theme;
  }

  get #canvases(): HTMLCanvasElement[] {
    return Object.keys(this.#specs).flatMap((id) => {
      const element = document.getElementById(id);
      return element instanceof HTMLCanvasElement ? element : [];
    });
  }

  /** Draws a chart, or draws it again in another theme. */
  #draw(canvas: HTMLCanvasElement): void {
    const spec = this.#specs[canvas.id];
    if (spec === undefined) return;
    this.#drawn.get(canvas)?.destroy();
    const shown = shownSpecOf(spec, this.#isShown);
    this.#drawn.set(canvas, new Chart(canvas, chartOf(shown, chartThemeOf(this.#theme, PAGE))));
    canvas.dataset.drawn = this.#theme;
  }

  /** Draws each chart when it comes within a screen of being seen. */
  drawOnSight(): void {
    for (const canvas of this.#canvases) {
      // The canvas says the same, drawn or not.
      canvas.parentElement?.querySelector('.still')?.setAttribute('aria-hidden', 'true');
      this.#observer.observe(canvas);
    }
  }

  #drawSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!(target instanceof HTMLCanvasElement)) continue;
      if (!isIntersecting) {
        this.#near.delete(target);
        continue;
      }
      this.#near.add(target);
      if (!this.#drawn.has(target)) this.#draw(target);
    }
    this.dropUnseen();
  }

  /** Destroys the charts that were drawn longest ago and lie off screen, until few enough are left. */
  dropUnseen(): void {
    for (const [canvas, chart] of this.#drawn) {
      if (this.#drawn.size <= MOST_LIVE) return;
      if (this.#near.has(canvas)) continue;
      chart.destroy();
      this.#drawn.delete(canvas);
      delete canvas.dataset.drawn;
    }
  }

  /** Leaves cells out of all charts. What changes by it is drawn anew when it is next seen, and takes the room it needs. */
  showOnly(isShown: (cell: string) => boolean): void {
    this.#isShown = isShown;
    for (const canvas of this.#canvases) {
      const spec = this.#specs[canvas.id];
      const room = canvas.parentElement;
      if (spec === undefined || room === null) continue;
      const shown = shownSpecOf(spec, isShown);
      const cells = cellsIn(shown);
      const before = this.#cellsById.get(canvas.id) ?? cellsIn(spec);
      if (cells.length === before.length && cells.every((cell, index) => cell === before[index])) continue;
      this.#cellsById.set(canvas.id, cells);
      room.hidden = cells.length === 0;
      room.classList.toggle('partial', cells.length < cellsIn(spec).length);
      room.style.height = `${heightOf(shown)}px`;
      this.#forget(canvas);
    }
  }

  #forget(canvas: HTMLCanvasElement): void {
    this.#drawn.get(canvas)?.destroy();
    this.#drawn.delete(canvas);
    delete canvas.dataset.drawn;
    this.#observer.unobserve(canvas);
    this.#observer.observe(canvas);
  }

  /** Draws what is drawn again in another theme. */
  useTheme(theme: ThemeName): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    for (const canvas of this.#drawn.keys()) this.#draw(canvas);
  }

  /** Draws everything that was not seen yet, for paper. */
  drawAll(): void {
    for (const canvas of this.#canvases) {
      if (!this.#drawn.has(canvas) && canvas.closest('[hidden]') === null) this.#draw(canvas);
    }
  }

  /** Fits what is drawn to a page whose width has changed without an event, as in printing. */
  resizeAll(): void {
    for (const chart of this.#drawn.values()) chart.resize();
  }
}
