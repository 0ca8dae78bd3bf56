import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { asSentence, beliefCards, cellCommands, conditionViews } from '../view.ts';
import { buildFreshClient } from './fresh-client.ts';
import { HOSTILE_TEXT, hostileRunDocument } from './hostile-document.ts';
import { escapeHtml } from './markup.ts';
import { fitDocument } from './raw-data.ts';
import { renderHtmlReport } from './report.ts';

beforeAll(buildFreshClient);

/** The texts of a page without its tags, scripts and styles, white space folded. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
}

const contentsOf = (html: string, element: string): string[] =>
  [...html.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map((match) => match[1] ?? '');

describe('renderHtmlReport', () => {
  const document = inventedRunDocument();

  it('asks of two versions how they ran, not where work should, and sends the reader to their comparison', () => {
    const sides = ['base', 'head', 'control'] as const;
    const cells = document.cells.map((cell, index) => ({ ...cell, side: sides[index % sides.length]! }));
    const html = renderHtmlReport({ ...document, cells });
    const text = textOf(html);
    expect(text).toContain('How did the versions run?');
    expect(text).toContain('which of them changed is told by comparison.html');
    expect(html).not.toContain('href="#winners"');
    expect(text).not.toMatch(
      /Where should this work run|Which model wins here|does not single out|Who wins where/,
    );
  });

  it('says everything in text: sentences, figures, findings, environment, command', () => {
    const text = textOf(renderHtmlReport(document));
    for (const { sentence, rows, notes } of conditionViews(document)) {
      expect(text).toContain(escapeHtml(sentence.text).replace(/\s+/g, ' '));
      for (const row of rows) expect(text).toContain(escapeHtml(row.reason ?? row.throughputText));
      for (const { remedy, items } of notes)
        for (const said of [remedy, ...items.map(({ evidence }) => evidence)])
          expect(text).toContain(escapeHtml(asSentence(said)));
    }
    expect(text).toContain(document.command);
    expect(text).toContain(document.environment.cpuModel);
  });

  it('has a card for every belief, whose evidence leads to its condition', () => {
    const html = renderHtmlReport(document);
    for (const { id, belief, standing, evidence } of beliefCards(document)) {
      const card = html.split(`id="belief-${id}"`)[1]?.split('</article>')[0] ?? '';
      expect(textOf(card)).toContain(`“${belief}” ${standing}`);
      const targets = [...card.matchAll(/href="#condition-(\d+)"/g)].map((match) => Number(match[1]) - 1);
      expect(targets).toEqual(evidence.map(({ conditionIndex }) => conditionIndex));
      for (const { place } of evidence) expect(card).toContain(escapeHtml(place));
    }
  });

  it('has for every cell the command that measures it again', () => {
    const html = renderHtmlReport(document);
    for (const condition of conditionViews(document)) {
      const commands = cellCommands(document, condition);
      expect(commands.map(({ row }) => row.cell)).toEqual(condition.rows.map(({ cell }) => cell));
      for (const { command } of commands) expect(html).toContain(`<code>${escapeHtml(command)}</code>`);
    }
  });

  it('has one chart over each table, and each chart names its finding and its table', () => {
    const html = renderHtmlReport(document);
    const canvases = [
      ...html.matchAll(/<canvas id="[^"]+" role="img" aria-label="([^"]+)" aria-describedby="([^"]+)">/g),
    ];
    // Under bars, receipt, tails (two panels), loop (two panels), cores and drift; and under certainty where three cells can be compared.
    expect(canvases).toHaveLength(6 * 8 + 5);
    for (const [, label = '', table = ''] of canvases) {
      expect(label.length).toBeGreaterThan(30);
      expect(html).toContain(`<table id="${table}"`);
    }
    expect(html.match(/<figcaption><b>How to read this:<\/b>/g)).toHaveLength(6 * 7);
  });

  it('warns of comparing the latency of one task at a time only where more are in flight', () => {
    const withInFlight = (inFlight: number): RunDocument => ({
      ...document,
      conditions: document.conditions.map((condition) => ({ ...condition, inFlight })),
    });
    const countIn = (inFlight: number): number =>
      textOf(renderHtmlReport(withInFlight(inFlight))).split(
        `sequential has one task in flight whatever the condition says: its latency is that of one task at a time and cannot be compared with that of ${inFlight} in flight.`,
      ).length - 1;
    const shown = conditionViews(document).filter(({ rows }) =>
      rows.some(({ model, latency }) => model === 'sequential' && latency !== null),
    ).length;
    expect(shown).toBeGreaterThan(0);
    // Under the receipt and under the tails.
    expect([1, 8].map(countIn)).toEqual([0, 2 * shown]);
  });

  it('leads from its first figure to the words that it uses', () => {
    const html = renderHtmlReport(document);
    expect(html).toContain('<a href="#words">');
    const words = html.split('id="words"')[1]?.split('</dl>')[0] ?? '';
    for (const word of ['round', 'block', 'slice', 'turn', 'cell', 'condition'])
      expect(words).toContain(`<dt>${word}</dt>`);
  });

  it('loads nothing, and its policy names exactly its own scripts and style', () => {
    const html = renderHtmlReport(document);
    const [styles = ''] = contentsOf(html, 'style');
    const markup = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '');
    expect(/<(?:link|img|iframe|object|base)\b|\s(?:src|style|on[a-z]+)=/i.test(markup)).toBe(false);
    expect(/@import|url\(/i.test(styles)).toBe(false);
    const policy =
      /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
    for (const text of [...contentsOf(html, 'script'), ...contentsOf(html, 'style')]) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(policy.match(/sha256-/g)).toHaveLength(3);
  });

  it('stays under 1.5 MB and holds the document', () => {
    const html = renderHtmlReport(document);
    expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
    const json = /<script type="application\/json" id="document">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(document);
  });

  it('with under three figures writes why there is no chart', () => {
    const few: RunDocument = {
      ...document,
      conditions: document.conditions
        .slice(0, 1)
        .map((condition) => ({ ...condition, cells: condition.cells.slice(0, 2) })),
    };
    expect(textOf(renderHtmlReport(few))).toContain(
      'No chart: Only two figures were measured here: the table says it better.',
    );
  });

  it('with one block says so instead of giving verdicts', () => {
    const html = renderHtmlReport(inventedRunDocument(1));
    expect(textOf(html)).toContain('No verdict: one block gives figures, but no intervals.');
    expect(/>★|class="best"/.test(html)).toBe(false);
  });

  it('is a page for a run that measured nothing', () => {
    const nothing: RunDocument = {
      ...document,
      conditions: [],
      cells: [],
      contrasts: [],
      blocks: [],
      findings: [],
      complete: false,
    };
    expect(textOf(renderHtmlReport(nothing))).toContain('Nothing was measured.');
  });

  it('never lets a text of the document become markup', () => {
    const html = renderHtmlReport(hostileRunDocument());
    expect(html.match(/<script/g)).toHaveLength(5);
    const isIn = (text: string): boolean => html.includes(text);
    expect(['<img', HOSTILE_TEXT.slice(0, 30), '\u202E'].map(isIn)).toEqual([false, false, false]);
    expect(isIn('&lt;/script&gt;&lt;/style&gt;')).toBe(true);
  });

  it('takes models named like properties of objects for what they are', () => {
    const odd = (model: string): RunDocument => ({
      ...document,
      cells: document.cells.map((cell) => ({ ...cell, model })),
    });
    for (const model of ['__proto__', 'constructor', 'toString', '']) {
      expect(renderHtmlReport(odd(model))).toContain('class="swatch k0"');
    }
  });
});

describe('fitDocument', () => {
  const document = inventedRunDocument(2);

  const whole = fitDocument(document);
  const { byteCount: withoutSlices } = fitDocument(document, whole.byteCount - 1);

  it.each([
    ['whole', whole.byteCount, null],
    ['without slices', withoutSlices, 'the single slices'],
    ['without the raw values of blocks', withoutSlices - 1, 'the raw values of the blocks'],
    ['the least there is, however large', 1, 'the raw values of the blocks'],
  ])('%s', (_name, mostBytes, leftOut) => {
    const fitted = fitDocument(document, mostBytes);
    expect(fitted.leftOut).toBe(leftOut);
    expect(fitted.document.contrasts).toEqual(document.contrasts);
  });
});
