/**
 * Builds what the HTML report inlines, into dist/reports/html: boot.js (before the first paint), client.js (charts and
 * switches) and report.css. Part of `npm run build`, after tsc. Each file is replaced whole, so that builds may overlap.
 *
 *   node scripts/dev/build-client.mjs
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const html = fileURLToPath(new URL('../../reports/html/', import.meta.url));
const target = fileURLToPath(new URL('../../dist/reports/html/', import.meta.url));

const { outputFiles } = await build({
  entryPoints: {
    boot: `${html}client/boot.ts`,
    client: `${html}client/main.ts`,
    report: `${html}report.css`,
  },
  outdir: target,
  tsconfig: `${html}client/tsconfig.json`,
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: ['es2022'],
  charset: 'ascii', // the page's hashes must not depend on how a server declares its encoding
  legalComments: 'inline',
});

mkdirSync(target, { recursive: true });
for (const { path, text } of outputFiles) {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text.trimEnd());
  renameSync(part, path);
}
