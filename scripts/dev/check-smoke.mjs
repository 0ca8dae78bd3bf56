/**
 * What a smoke run left: part of .ci/run. A cell may be void (the machine was busy, which is no fault of the code), but none may
 * have failed, and every one must have had its block.
 *
 *   node scripts/dev/check-smoke.mjs <output folder>
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from '../../dist/harness/result/parse.js';

const folder = join(process.argv[2] ?? 'bench-results', 'latest');
const document = parseDocument(readFileSync(join(folder, 'result.json'), 'utf8'), 'result.json');
assert.equal(document.documentKind, 'run');
assert.equal(document.complete, true, 'the run was interrupted');

const failed = document.cells.filter(({ status }) => status === 'failed');
assert.deepEqual(
  failed.map(({ id, reason }) => `${id}: ${reason}`),
  [],
  'cells failed',
);
const measured = document.cells.filter(({ status }) => status === 'ok');
for (const { id, blocks } of document.cells) assert.ok(blocks.length > 0, `${id} has no block`);
for (const { id, throughputPerSec } of measured) {
  assert.ok(throughputPerSec === null || throughputPerSec.value > 0, `${id} has no throughput`);
}

const MIN_REPORT_BYTES = 50_000;
assert.ok(statSync(join(folder, 'journal.ndjson')).size > 0, 'journal.ndjson is empty');
assert.ok(
  statSync(join(folder, 'report.html')).size > MIN_REPORT_BYTES,
  'report.html is too small to be one',
);
const charts = readdirSync(join(folder, 'charts'));
const names = ['winners', ...(measured.length > 0 ? ['card'] : [])];
for (const name of names.flatMap((name) => [`${name}.png`, `${name}-dark.png`])) {
  assert.ok(charts.includes(name), `charts/${name} is missing`);
}
assert.equal(charts.length, 2 * (names.length + document.conditions.length), 'charts are missing');
process.stdout.write(
  `smoke: ${measured.length} of ${document.cells.length} cells measured in ${Math.round(document.durationMs / 1000)} s, report and ${charts.length} charts written\n`,
);
