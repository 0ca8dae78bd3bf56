/** Draws the charts of the page: each when it comes near the screen, all of them before printing. */
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
import { BarWithErrorBar, BarWithErrorBarsController } from 'chartjs-chart-error-bars';
import { chartOf } from '../../charts/chart-of.ts';
import type { ChartSpec } from '../../charts/chart-spec.ts';
import { type ChartMedium, chartThemeOf } from '../../charts/chart-theme.ts';
import type { ThemeName } from '../../palette.ts';

Chart.register(
  BarController,
  BarElement,
  BarWithErrorBar,
  BarWithErrorBarsController,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
);

const PAGE: ChartMedium = {
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontSizePx: 12.5,
  isResponsive: true,
  paddingPx: 0,
};

/** The charts of one page and the canvases that they are drawn on. */
export class PageCharts {
  readonly #specs: Readonly<Record<string, ChartSpec>>;
  readonly #drawn = new Map<HTMLCanvasElement, Chart>();
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
    this.#drawn.set(canvas, new Chart(canvas, chartOf(spec, chartThemeOf(this.#theme, PAGE))));
    canvas.dataset.drawn = this.#theme;
  }

  /** Draws each chart when it comes within a screen of being seen. */
  drawOnSight(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting || !(target instanceof HTMLCanvasElement)) continue;
          observer.unobserve(target);
          if (!this.#drawn.has(target)) this.#draw(target);
        }
      },
      { rootMargin: '100% 0px' },
    );
    for (const canvas of this.#canvases) observer.observe(canvas);
  }

  /** Draws what is drawn again in another theme. */
  useTheme(theme: ThemeName): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    for (const canvas of this.#drawn.keys()) this.#draw(canvas);
  }

  /** Draws everything that was not seen yet, for paper. */
  drawAll(): void {
    for (const canvas of this.#canvases) if (!this.#drawn.has(canvas)) this.#draw(canvas);
  }

  /** Fits what is drawn to a page whose width has changed without an event, as in printing. */
  resizeAll(): void {
    for (const chart of this.#drawn.values()) chart.resize();
  }
}
