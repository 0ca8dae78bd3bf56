/** Where the compiled twin of a file in `scenarios/` lies: executors and service processes load JavaScript only. */

const here = new URL(import.meta.url);
const compiledFolder = here.pathname.endsWith('.ts')
  ? new URL('../dist/scenarios/', here)
  : new URL('./', here);

/**
 * The `file:` URL of a compiled file, given its path inside `scenarios/`, whether this runs from `dist/` or from the
 * sources.
 */
export function compiledUrl(relativePath: string): string {
  return new URL(relativePath, compiledFolder).href;
}
