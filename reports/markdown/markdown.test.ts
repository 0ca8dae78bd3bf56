import { expect, test } from 'vitest';
import type { Verdict } from '../../harness/result/schema.ts';
import { comparisonOf } from '../fixture-comparison.ts';
import { INVENTED_CONDITIONS } from '../fixture-conditions.ts';
import { inventedRunDocument, inventedServerDocument } from '../fixture-document.ts';
import { renderComparisonMarkdown } from './comparison.ts';
import { codeSpan, escapeText } from './escape.ts';
import { renderRunMarkdown } from './run-summary.ts';

test.each([
  ['worker-threads×2', '`worker-threads×2`'],
  ['a`b|c', "`a'b\\|c`"],
  ['<img src=x> @someone #12 [x](y)', '`<img src=x> @someone #12 [x](y)`'],
  ['two\nlines', '`two lines`'],
  ['', ''],
  ['  ', ''],
])('code span of %j', (text, expected) => {
  expect(codeSpan(text)).toBe(expected);
});

test.each([
  ['1.91× [1.86, 1.96]', '1.91× \\[1.86, 1.96\\]'],
  ['<b>&', '&lt;b&gt;&amp;'],
  ['@someone #12', '@\u200bsomeone #\u200b12'],
  ['![x](y) *a* _b_ `c` |', '\\!\\[x\\]\\(y\\) \\*a\\* \\_b\\_ \\`c\\` \\|'],
])('running text %j', (text, expected) => {
  expect(escapeText(text)).toBe(expected);
});

test.each<[(Verdict | 'added' | 'removed')[], string]>([
  [['slower', 'same', 'faster', 'slower'], '### 🟥 2 slower · 1 faster · 1 same'],
  [['unsure', 'same'], '### ❔ 1 unsure · 1 same'],
  [['same', 'same'], '### ⬜ 2 same'],
  [['removed', 'same'], '### ➖ 1 removed · 1 same'],
  [['not comparable', 'faster'], '### 🚫 1 not comparable · 1 faster'],
  [[], '### ❔ nothing to compare'],
])('the title of %j claims nothing beyond', (verdicts, expected) => {
  const [title] = renderComparisonMarkdown(comparisonOf(verdicts)).split('\n');
  expect(title).toBe(expected);
});

test('each kind of row says what a reader needs', () => {
  const text = renderComparisonMarkdown(
    comparisonOf(['slower', 'unsure', 'not comparable', 'added', 'removed', 'same']),
  );
  const cell = '`cpu/sha256` `8 in flight` `single-loop`';
  expect(text).toContain(`| 🟥 slower | ${cell} | 391 → 391 tasks/s | −11.0% [−13.2, −8.7] |`);
  expect(text).toContain('| −11.0% [−13.2, −8.7] · `needs about 18 more blocks` |');
  expect(text).toContain(
    `| 🚫 not comparable | ${cell} | 391 → 391 tasks/s | \`failed in the head: it threw\` |`,
  );
  expect(text).toContain(`| ➕ added | ${cell} | — → 391 tasks/s |  |`);
  expect(text).toContain(`| ➖ removed | ${cell} | 391 → — tasks/s |  |`);
  expect(text).toMatch(/<details><summary>1 same<\/summary>[\s\S]*⬜ same[\s\S]*<\/details>/);
});

test.each([
  [100_000, null],
  [12_000, 'same.'],
  [5_500, 'same, unsure.'],
  [4_500, 'same, unsure, environment, slower beyond 20.'],
])('in %i bytes it sheds, in order, and says so', (maxBytes, shed) => {
  const verdicts = (['slower', 'unsure', 'same'] as const).flatMap((verdict) =>
    Array<Verdict>(40).fill(verdict),
  );
  const text = renderComparisonMarkdown(comparisonOf(verdicts), maxBytes);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
  expect(text.match(/Left out to keep this short: (.*)/)?.[1] ?? null).toBe(shed);
  expect(text).toContain('40 slower · 40 unsure · 40 same');
});

test('however small the room, the title stays', () => {
  const text = renderComparisonMarkdown(comparisonOf(Array<Verdict>(30).fill('slower')), 300);
  expect(text).toMatch(/^### 🟥 30 slower\n[\s\S]*Too long to be shown here/);
});

test('a hostile name closes no table and no tag', () => {
  const text = renderComparisonMarkdown(comparisonOf(['slower'], '`|</details>\n# owned @all'));
  expect(text).toContain("`'\\|</details> # owned @all`");
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(1);
});

test('a run as Markdown has a table and a sentence per condition', () => {
  const document = inventedRunDocument();
  const text = renderRunMarkdown(document);
  expect(text.match(/^#### /gm)).toHaveLength(document.conditions.length + 1);
  expect(text).toContain(
    '| ★ | `worker-threads×2` | 391 [385, 397] | 1.91× [1.88, 1.94] | faster | 1.94 | 1.2 ms |',
  );
  expect(text).toContain(
    '- **contradicted** “Threads make waiting faster” (2 against): `io/http-fan-out · delayMs=20 · 64 in flight` `worker-threads×2 reaches 0.83× [0.81, 0.84] the throughput of single-loop: slower`',
  );
  expect(text).toContain('- **contradicted** “Blocking calls are harmless” (1 against): ');
  const few = renderRunMarkdown(inventedRunDocument(5, INVENTED_CONDITIONS.slice(0, 1)));
  expect(few).toContain('- not tested by this run: “Threads make waiting faster”, “Blocking calls');
  expect(renderRunMarkdown(inventedRunDocument(1))).not.toContain('beliefs');
  expect(text).toContain('| failed: `A child ended with signal SIGKILL');
  expect(text).toMatch(/^Use `worker-threads×2`: 1\.91× the throughput of single-loop \\\[1\.88/m);
});

test('what a deploy lost and how long it took stands beside servers, and beside nothing else', () => {
  const text = renderRunMarkdown(inventedServerDocument());
  expect(text).toContain('| cores | loop p99 | lost in a deploy | time to end |');
  expect(text).toContain('| faster | 1.94 | 1.2 ms | 2 of 640 | 312 ms |');
  expect(renderRunMarkdown(inventedRunDocument())).not.toContain('lost in a deploy');
});
