/** The tables of docs/tuning.md. Pure. */
import type { CurveClaim } from '../../../harness/tune/oracle/claims.ts';
import type { PolicyScore } from '../../../harness/tune/oracle/policies.ts';
import { formatCount, formatNumber, formatShare } from '../../../reports/format.ts';
import type { ReplayClaim } from './replay.ts';

const percent = (ratio: number): string => `${formatNumber(100 * Math.max(0, ratio), 1)} %`;
const whole = (ratio: number): string => formatShare(ratio).replace('%', ' %').replace('.0 ', ' ');

const MOST_ANSWERS = 3;

function answersText({ answers, seedCount }: Pick<CurveClaim, 'answers' | 'seedCount'>): string {
  const shown = answers
    .slice(0, MOST_ANSWERS)
    .map(([size, count]) => `${size === 0 ? 'no pool' : formatCount(size)} (${whole(count / seedCount)})`);
  return shown.join(', ') + (answers.length > MOST_ANSWERS ? ', …' : '');
}

/** One row for each curve and noise. */
export function curveTable(claims: readonly CurveClaim[]): string {
  const curves = [...new Set(claims.map(({ curve }) => curve))];
  const rows = curves.flatMap((curve) =>
    claims
      .filter((claim) => claim.curve === curve)
      .map((claim) => {
        const cells = [
          curve,
          whole(claim.noiseRatio),
          whole(claim.goodRatio),
          percent(claim.meanRegretRatio),
          `${whole(claim.meanRoundsRatio)} (${whole(claim.mostRoundsRatio)})`,
          whole(claim.stableRatio),
          answersText(claim),
        ];
        return `| ${cells.join(' | ')} |`;
      }),
  );
  return `| curve | noise | within 3 % | mean regret | measured (most) | stable | answers |\n|---|---|---|---|---|---|---|\n${rows.join('\n')}`;
}

/** One row for each policy, over all curves and noises. */
export function policyTable(scores: readonly PolicyScore[]): string {
  const rows = scores.map(
    ({ id, goodRatio, meanRegretRatio, worstRegretRatio }) =>
      `| ${id} | ${whole(goodRatio)} | ${percent(meanRegretRatio)} | ${percent(worstRegretRatio)} |`,
  );
  return `| policy | within 3 % | mean regret | worst |\n|---|---|---|---|\n${rows.join('\n')}`;
}

/** What was promised, over all rows of a machine. */
export function goalTable(claims: readonly CurveClaim[], own: PolicyScore): string {
  const of = (part: string): CurveClaim[] => claims.filter(({ curve }) => curve.includes(part));
  const leastOf = (some: readonly CurveClaim[], pick: (claim: CurveClaim) => number): number =>
    Math.min(...some.map(pick));
  const mostOf = (some: readonly CurveClaim[], pick: (claim: CurveClaim) => number): number =>
    Math.max(...some.map(pick));
  const alike = [...of('alike'), ...of('waiting')];
  const missed = claims.filter(({ goodRatio }) => goodRatio < 0.95);
  const rows = [
    ['answers within 3 % of the best, all rows', '≥ 95 %', whole(own.goodRatio)],
    [
      'rows in which fewer than 95 % are',
      'none',
      missed.map(({ curve, noiseRatio }) => `${curve} at ${whole(noiseRatio)}`).join('; ') || 'none',
    ],
    ['measured, at the most', '≤ 45 %', whole(mostOf(claims, (claim) => claim.mostRoundsRatio))],
    [
      'seeds in which a size is called worse than its equal',
      'none',
      whole(mostOf(alike, (claim) => claim.worseRatio)),
    ],
    [
      'pure waiting answered with no pool',
      'always',
      whole(leastOf(of('waiting'), (claim) => claim.noPoolRatio)),
    ],
  ];
  return `| what | goal | simulated |\n|---|---|---|\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
}

const RULES: readonly (readonly [string, (cores: number) => number])[] = [
  ['no pool', () => 0],
  ['cores − 1', (cores) => cores - 1],
  ['cores', (cores) => cores],
  ['1.5 × cores', (cores) => Math.ceil(1.5 * cores)],
];

/** Real workloads: how good the answers are, and what people set without measuring gives on the same blocks. */
export function replayTable(claims: readonly ReplayClaim[]): string {
  const sizeText = (size: number): string => (size === 0 ? 'no pool' : formatCount(size));
  const rows = claims.map((claim) => {
    const loss = (size: number): string => {
      const regret = claim.regretOf.get(size);
      return regret === undefined ? '—' : percent(regret);
    };
    const cells = [
      claim.workload,
      formatCount(claim.blockCount),
      sizeText(claim.best),
      answersText(claim),
      whole(claim.goodRatio),
      `${percent(claim.meanRegretRatio)} (${percent(claim.worstRegretRatio)})`,
      `${formatNumber(100 * claim.lossRatio, 1)} %`,
      percent(claim.noise),
      whole(claim.meanRoundsRatio),
      whole(claim.stableRatio),
      ...RULES.map(([, sizeOn]) => loss(sizeOn(claim.cores))),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const pooled = claims.reduce((sum, { goodRatio }) => sum + goodRatio, 0) / claims.length;
  rows.push(`| all | ${['', '', ''].join(' | ')} | ${whole(pooled)} |${' |'.repeat(5 + RULES.length)}`);
  const head = [
    'workload',
    'blocks',
    'best of all',
    'answers',
    'within 3 %',
    'regret (most)',
    'loss, unseen blocks',
    'noise',
    'measured',
    'stable',
    ...RULES.map(([name]) => name),
  ];
  return `| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|\n${rows.join('\n')}`;
}

/** The same with a limit on the p99. */
export function limitTable(claims: readonly ReplayClaim[]): string {
  const rows = claims.map(({ workload, limited, seedCount }) => {
    const { mostMs, answeredRatio, keptRatio, answers } = limited;
    const cells = [
      workload,
      `${formatNumber(mostMs, 2)} ms`,
      whole(answeredRatio),
      keptRatio === null ? '—' : whole(keptRatio),
      answersText({ answers, seedCount }) || '—',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const answered = claims.reduce((sum, { limited }) => sum + limited.answeredRatio, 0);
  const kept = claims.reduce((sum, { limited }) => sum + limited.answeredRatio * (limited.keptRatio ?? 0), 0);
  rows.push(`| all |  | ${whole(answered / claims.length)} | ${whole(kept / answered)} |  |`);
  return `| workload | \`--max-p99\` | recommends a size | which keeps it in blocks not seen | answers |\n|---|---|---|---|---|\n${rows.join('\n')}`;
}
