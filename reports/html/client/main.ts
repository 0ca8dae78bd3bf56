/** Enhances a page that is complete without it: charts, filter, sorting, copying, theme switch, saving the document. */
import type { ChartSpec } from '../../charts/chart-spec.ts';
import type { FilterData } from '../filter-section.ts';
import { type PackedJson, unpacked } from '../packed-json.ts';
import { PageCharts } from './charts.ts';
import { offerCopying } from './copying.ts';
import { offerFilter } from './filter-bar.ts';
import { offerSorting } from './sorting.ts';
import { applyTheme, chooseTheme, currentTheme } from './theme-choice.ts';

function embeddedText(id: string): string {
  return document.getElementById(id)?.textContent ?? '{}';
}

function offerThemes(charts: PageCharts): void {
  const button = document.getElementById('theme');
  if (!(button instanceof HTMLButtonElement)) return;
  const show = (): void => {
    const theme = currentTheme();
    button.textContent = theme === 'dark' ? 'Light theme' : 'Dark theme';
    charts.useTheme(theme);
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    chooseTheme(currentTheme() === 'dark' ? 'light' : 'dark');
    show();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
}

function offerSaving(): void {
  const button = document.getElementById('save');
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([embeddedText('document')], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'result.json';
    link.click();
    URL.revokeObjectURL(url);
  });
}

/** Paper is white: charts are drawn in the light theme, all of them, and folds are open. */
function preparePrinting(charts: PageCharts): void {
  let chosen: string | undefined;
  addEventListener('beforeprint', () => {
    chosen = document.documentElement.dataset.theme;
    applyTheme('light');
    charts.useTheme('light');
    charts.drawAll();
    charts.resizeAll();
    for (const fold of document.querySelectorAll('details')) fold.open = true;
  });
  addEventListener('afterprint', () => {
    applyTheme(chosen === 'light' || chosen === 'dark' ? chosen : null);
    charts.dropUnseen();
    charts.useTheme(currentTheme());
    charts.resizeAll();
  });
}

const specs = unpacked(JSON.parse(embeddedText('charts')) as PackedJson) as Record<string, ChartSpec>;
const charts = new PageCharts(specs, currentTheme());
const cells = document.getElementById('cells')?.textContent ?? null;
if (cells !== null) offerFilter(JSON.parse(cells) as FilterData, charts);
charts.drawOnSight();
offerThemes(charts);
offerSaving();
offerSorting();
offerCopying();
preparePrinting(charts);
