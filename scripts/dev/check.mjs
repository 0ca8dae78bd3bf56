/**
 * Everything that can be said about the sources without running them: types, style, layers, what nobody uses, and
 * whether the package would install well. All checks run, so that one round of mending is enough; exit 1 if any failed.
 */
import { capture } from './setup-process.mjs';

const BIN = {
  tsc: 'node_modules/typescript/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  publint: 'node_modules/publint/src/cli.js',
};

const CHECKS = [
  { name: 'types', args: [BIN.tsc, '--noEmit'] },
  {
    name: 'types of the report’s client',
    args: [BIN.tsc, '--noEmit', '-p', 'reports/html/client/tsconfig.json'],
  },
  { name: 'style', args: [BIN.biome, 'check', '--error-on-warnings', '--diagnostic-level=warn', '.'] },
  { name: 'layers', args: ['dist/scripts/dev/check-layers.js'] },
  { name: 'unused code', args: [BIN.knip] },
  { name: 'package', args: [BIN.publint, '--strict'] },
];

let failedCount = 0;
for (const { name, args } of CHECKS) {
  const startedMs = Date.now();
  const { code, output } = await capture(process.execPath, args);
  const took = `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${took})\n`);
  if (code === 0) continue;
  failedCount += 1;
  process.stdout.write(`${output}\n\n`);
}
process.exitCode = failedCount === 0 ? 0 : 1;
