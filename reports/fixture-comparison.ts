/** A comparison document for tests of what is rendered; nothing in it was measured. */
import type { ComparisonDocument, Contrast, Verdict } from '../harness/result/schema.ts';

const SIDE = { runId: 'r', startedAt: '', toolVersion: '1', path: 'p' };

/** A comparison with one row per verdict or presence. ALL FIGURES ARE INVENTED. */
export function comparisonOf(
  verdicts: readonly (Verdict | 'added' | 'removed')[],
  label = 'single-loop',
): ComparisonDocument {
  const interval = { value: 391, low: 384, high: 397 };
  const isContrast = (verdict: string): verdict is Verdict => verdict !== 'added' && verdict !== 'removed';
  return {
    schemaVersion: 1,
    documentKind: 'comparison',
    tool: { name: 'crossover-bench', version: '1' },
    base: { ...SIDE, runId: 'base' },
    head: { ...SIDE, runId: 'head' },
    advisory: true,
    marginRatio: 0.03,
    differingKeys: [],
    rows: verdicts.map((verdict, index) => ({
      cell: String(index),
      scenario: 'cpu/sha256',
      label,
      condition: '8 in flight',
      presence: isContrast(verdict) ? 'both' : verdict,
      base: verdict === 'added' ? null : interval,
      head: verdict === 'removed' ? null : interval,
    })),
    contrasts: verdicts.flatMap((verdict, index): Contrast[] => {
      if (!isContrast(verdict)) return [];
      const ratio = verdict === 'not comparable' ? null : { value: 0.89, low: 0.868, high: 0.913 };
      return [
        {
          cell: String(index),
          reference: String(index),
          metric: { id: 'throughput', unit: 'tasks/s', better: 'higher' },
          ratio,
          meanRatio: ratio,
          detectable: null,
          verdict,
          decidedBy: null,
          blockCount: 5,
          moreBlocks: verdict === 'unsure' ? 18 : null,
          reason: verdict === 'not comparable' ? 'failed in the head: it threw' : null,
        },
      ];
    }),
    findings: [],
  };
}
