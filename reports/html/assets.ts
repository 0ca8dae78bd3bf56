/** Style sheet and scripts of the page: built by scripts/dev/build-client.mjs into dist/reports/html. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `boot.js` picks the theme before the first paint, `client.js` draws the charts, `report.css` is the look. */
export type AssetName = 'boot.js' | 'client.js' | 'report.css';

/** Beside this module once built; for the sources, where the build puts it. */
const FOLDER = new URL(import.meta.url.endsWith('.ts') ? '../../dist/reports/html/' : './', import.meta.url);

const cache = new Map<AssetName, string>();

/** The text of an asset. Throws an `Error` with the remedy when the client was never built. */
export function readAsset(name: AssetName): string {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const path = fileURLToPath(new URL(name, FOLDER));
  if (!existsSync(path)) {
    throw new Error(
      `The report's ${name} was not built. Run \`npm run build\` (or node scripts/dev/build-client.mjs).`,
    );
  }
  const text = readFileSync(path, 'utf8');
  cache.set(name, text);
  return text;
}
