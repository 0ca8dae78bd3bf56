import { describe, expect, it } from 'vitest';
import type { Cell, RunDocument } from '../harness/result/schema.ts';
import { LogHistogram } from '../harness/stats/histogram.ts';
import { inventedRunDocument } from './fixture-document.ts';
import { percentilePoints } from './view/percentiles.ts';
import {
  asSentence,
  type ConditionView,
  conditionViews,
  environmentRows,
  findingViews,
  trustStrip,
  winnersMatrix,
} from './view.ts';

const document = inventedRunDocument();
const views = conditionViews(document);

function viewOf(scenario: string, of: readonly ConditionView[] = views): ConditionView {
  const found = of.find((view) => view.scenario === scenario);
  if (found === undefined) throw new Error(`no view of ${scenario}`);
  return found;
}

/** The document with its cells changed. */
const withCells = (change: (cell: Cell) => Cell, of: RunDocument = document): RunDocument => ({
  ...of,
  cells: of.cells.map(change),
});

const trustOf = (of: RunDocument, id: string) => trustStrip(of).find((item) => item.id === id);

describe('conditionViews', () => {
  it('lifts what the cells share into the heading', () => {
    expect(viewOf('cpu/sha256').heading).toBe('cpu/sha256 · payload=8 MiB · 8 in flight · 5 blocks');
    expect(viewOf('cpu/sha256').scenarioRecord?.kind).toBe('cpu');
  });

  it('ranks the highest first and cells without a figure last', () => {
    expect(viewOf('cpu/sha256').rows.map(({ label }) => label)).toEqual([
      'worker-threads×2',
      'single-loop',
      'sequential',
      'child-processes×2',
    ]);
  });

  it('gives texts of throughput, ratio and verdict', () => {
    const [winner, , , failed] = viewOf('cpu/sha256').rows;
    expect(winner).toMatchObject({
      best: true,
      throughputText: '69.4 [68.4, 70.4]',
      ratioText: '1.82× [1.79, 1.85]',
      comparisonText: '1.82× [1.79, 1.85]',
      verdictText: 'faster',
      detectableText: 'up 5.1% / down 4.9%',
      effectiveCoresText: '1.94',
      loopDelayText: '1.2 ms',
    });
    expect(failed).toMatchObject({
      status: 'failed',
      throughput: null,
      throughputText: '—',
      verdictText: '—',
    });
    expect(failed?.reason).toMatch(/SIGKILL/);
  });

  it('gives a doubt its word and what it would take, not its ratio', () => {
    const row = viewOf('mixed/fetch-parse-hash').rows.find(({ label }) => label === 'worker-threads×2');
    expect(row).toMatchObject({
      comparisonText: 'unsure',
      verdictDetail: 'about 12 more blocks',
      moreBlocks: 12,
    });
    expect(row?.ratioText).toMatch(/^1\.06× \[/);
  });

  it('calls the reference by that word and never contrasts it', () => {
    const row = viewOf('cpu/sha256').rows.find(({ isReference }) => isReference);
    expect(row).toMatchObject({ verdictText: 'reference', ratio: null, comparisonText: '—' });
  });

  it('gathers what has one remedy into one note, and marks the rows that it is about', () => {
    const view = viewOf('mixed/fetch-parse-hash');
    expect(view.notes.map(({ mark, id, items }) => [mark, id, items.length])).toEqual([
      [1, 'wide-interval', 2],
    ]);
    const marked = view.rows.filter(({ marks }) => marks.length > 0);
    expect(marked.map(({ label, marks }) => [label, ...marks])).toEqual([
      ['worker-threads×2', 1],
      ['child-processes×2', 1],
    ]);
  });

  it.each(['failed', 'void', 'cannot'] as const)('never shows a figure of a cell that is %s', (status) => {
    const doubtful = withCells((cell) => ({ ...cell, status, reason: null, error: null }));
    for (const { rows, receipts, percentiles, loops } of conditionViews(doubtful)) {
      expect([...receipts, ...percentiles, ...loops]).toEqual([]);
      for (const row of rows) {
        expect(row.reason).toBe('no reason was recorded');
        expect(row.latency).toBeNull();
        expect([row.throughputText, row.ratioText, row.effectiveCoresText, row.loopDelayText]).toEqual(
          Array(4).fill('—'),
        );
        expect(new Set(Object.values(row.costs))).toEqual(new Set(['—']));
      }
    }
  });

  it('shows the means where only they decided', () => {
    const bursty: RunDocument = {
      ...document,
      contrasts: document.contrasts.map((contrast) => ({
        ...contrast,
        decidedBy: 'mean' as const,
        meanRatio: { value: 0.8, low: 0.75, high: 0.85 },
        verdict: 'slower' as const,
      })),
    };
    const [row] = viewOf('cpu/sha256', conditionViews(bursty)).rows;
    expect(row).toMatchObject({
      ratioText: '0.80× [0.75, 0.85]',
      verdictDetail: 'in the means, not in the medians',
    });
  });

  it('with one block gives plain figures, no bounds and no verdicts', () => {
    const view = viewOf('cpu/sha256', conditionViews(inventedRunDocument(1)));
    expect(view).toMatchObject({ hasVerdicts: false, blocksText: '1 block' });
    expect(view.sentence.kind).toBe('none');
    expect(view.rows[0]?.throughput).toMatchObject({ low: null, high: null });
    expect(view.rows[0]?.throughputText).toMatch(/^\d+\.\d$/);
    expect(view.rows.map(({ best, verdict }) => [best, verdict])).toEqual(Array(4).fill([false, null]));
  });

  it('survives a document whose parts do not fit together', () => {
    const torn: RunDocument = { ...document, contrasts: [], scenarios: [], cells: document.cells.slice(3) };
    expect(conditionViews(torn).map(({ rows }) => rows.length)).toEqual([2, 4, 4, 4, 5, 4]);
    expect(conditionViews({ ...document, cells: [] }).map(({ sentence }) => sentence.kind)).toEqual(
      Array(6).fill('none'),
    );
  });
});

describe('series', () => {
  it('keeps the parts of a receipt in the order of the way, adding up to the total', () => {
    const [series] = viewOf('cpu/sha256').receipts.filter(({ model }) => model === 'single-loop');
    expect(series?.parts.map(({ part }) => part)).toEqual(['queue', 'send', 'run', 'return']);
    expect(series?.parts.reduce((sum, { meanMs }) => sum + meanMs, 0)).toBeCloseTo(series?.totalMs ?? 0);
    expect(series?.parts[0]?.shareText).toBe('86.0%');
  });

  it('merges queue and send where the model does', () => {
    const [series] = viewOf('cpu/sha256').receipts.filter(({ model }) => model === 'worker-threads');
    expect(series?.parts.map(({ part }) => part)).toEqual(['queue+send', 'run', 'return']);
  });

  it('pools the latencies of all blocks that counted', () => {
    const series = viewOf('cpu/sum-of-squares').percentiles.find(({ label }) => label === 'worker-threads×2');
    expect(series?.sampleCount).toBe(10_000);
    expect(series?.points[0]?.[0]).toBe(1);
    const slowest = series?.points.map(([, latencyMs]) => latencyMs) ?? [];
    expect(slowest).toEqual([...slowest].sort((one, other) => one - other));
  });

  it('reads quantiles as the histogram does, and ends where ten samples lie beyond', () => {
    const histogram = new LogHistogram();
    for (let index = 1; index <= 1000; index++) histogram.record(index);
    const points = percentilePoints(histogram);
    expect(points.at(-1)?.[0]).toBeCloseTo(100);
    for (const [inverseTail, latencyMs] of points) {
      expect(latencyMs).toBe(histogram.quantileMs(1 - 1 / inverseTail));
    }
    expect(percentilePoints(new LogHistogram())).toEqual([]);
  });

  it('tells cells of one model apart by an ordinal', () => {
    const ordinals = viewOf('cpu/sum-of-squares').rows.filter(({ model }) => model === 'worker-threads');
    expect(ordinals.map(({ label, ordinal }) => [label, ordinal])).toEqual([
      ['worker-threads×2', 1],
      ['worker-threads×1', 0],
    ]);
  });
});

describe('winnersMatrix', () => {
  const { models, rows } = winnersMatrix(document);
  const squareOf = (scenario: string, model: string) =>
    rows.find((row) => row.scenario === scenario)?.squares.find((square) => square.model === model);

  it('has the simplest model first', () => {
    expect(models).toEqual(['single-loop', 'sequential', 'worker-threads', 'child-processes']);
  });

  it('measures the distance to the best of the row by the contrasts', () => {
    expect(squareOf('cpu/sum-of-squares', 'worker-threads')).toMatchObject({
      log2Ratio: 0,
      best: true,
      text: '1.00×',
    });
    expect(squareOf('cpu/sum-of-squares', 'single-loop')?.log2Ratio).toBeCloseTo(Math.log2(205 / 391));
  });

  it('lets the best cell stand for its model', () => {
    expect(squareOf('io/file-read', 'single-loop')).toMatchObject({
      label: 'single-loop · sync',
      best: true,
    });
    expect(squareOf('io/file-read', 'worker-threads')).toMatchObject({
      label: 'worker-threads×2',
      status: 'ok',
    });
  });

  it('says why a square is empty', () => {
    expect(squareOf('cpu/sha256', 'child-processes')).toMatchObject({
      text: 'failed',
      figureText: '',
      log2Ratio: null,
    });
    expect(squareOf('io/file-read', 'sequential')).toMatchObject({
      status: 'not run',
      text: '—',
      cell: null,
    });
  });

  it('has neither ratios nor stars with one block', () => {
    const squares = winnersMatrix(inventedRunDocument(1)).rows.flatMap((row) => row.squares);
    expect(squares.some(({ best, log2Ratio }) => best || log2Ratio !== null)).toBe(false);
    expect(squares[0]?.figureText).toMatch(/tasks\/s$/);
  });
});

describe('trustStrip', () => {
  it('proves equal work by the digests', () => {
    expect(trustOf(document, 'work')).toMatchObject({
      value: '90 rounds equal to the reference',
      state: 'good',
    });
    const spoiled = withCells((cell) =>
      cell.model === 'sequential'
        ? { ...cell, blocks: cell.blocks.map((round) => ({ ...round, digest: 'other' })) }
        : cell,
    );
    expect(trustOf(spoiled, 'work')).toMatchObject({ value: '25 of 90 rounds differ', state: 'bad' });
    const silent = withCells((cell) => ({ ...cell, blocks: [] }));
    expect(trustOf(silent, 'work')).toMatchObject({ value: 'not compared', state: 'doubt' });
  });

  it('counts rounds, findings and interruptions', () => {
    expect(trustOf(document, 'rounds')).toMatchObject({
      value: '120 rounds · 5 void · 5 failed',
      state: 'bad',
    });
    expect(trustOf(document, 'findings')).toMatchObject({ value: '2 errors · 2 warnings', state: 'bad' });
    expect(trustOf({ ...document, findings: [] }, 'findings')).toMatchObject({
      value: 'none',
      state: 'good',
    });
    expect(trustOf({ ...document, complete: false }, 'rounds')?.value).toMatch(/run interrupted$/);
  });

  it('says what one block cannot give', () => {
    expect(trustOf(inventedRunDocument(1), 'certainty')).toMatchObject({
      value: 'one block: no verdicts',
      state: 'doubt',
    });
    expect(trustOf(document, 'certainty')?.value).toBe('95% intervals · ±3% margin');
  });

  it('says what could not be read', () => {
    const blind = document.blocks.map((block) => ({
      ...block,
      stealRatio: null,
      outsideCpuRatio: null,
      throttledMs: null,
    }));
    expect(trustOf({ ...document, blocks: blind }, 'noise')).toMatchObject({
      value: '— steal · — by others',
      detail: 'throttling not readable · load 0.40 at the start',
    });
  });
});

describe('environmentRows, findingViews, crossingSentences', () => {
  it('names machine, runtime, run, method and the cost of the instrument', () => {
    const rows = environmentRows(document);
    expect(new Set(rows.map(({ group }) => group)).size).toBe(5);
    expect(rows).toContainEqual({ group: 'Method', label: 'Margin', value: '±3%' });
    expect(rows.every(({ value }) => value !== '')).toBe(true);
  });

  it('lists errors before warnings, one kind together, each with its places', () => {
    const findings = findingViews(document);
    expect(findings.map(({ severity, id, items }) => [severity, id, items.length])).toEqual([
      ['error', 'cell-failed', 1],
      ['error', 'cell-void', 1],
      ['warning', 'noisy-host', 1],
      ['warning', 'wide-interval', 2],
    ]);
    expect(findings[0]?.items[0]?.place).toBe('cpu/sha256 · payload=8 MiB · 8 in flight · child-processes×2');
    expect(findings[2]?.items[0]?.place).toBeNull();
  });

  it.each([
    ['its pace was not flat', 'Its pace was not flat.'],
    ['Done.', 'Done.'],
    ['  ', ''],
  ])('makes a sentence of “%s”', (fragment, sentence) => {
    expect(asSentence(fragment)).toBe(sentence);
  });
});
