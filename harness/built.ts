/** Where compiled files lie. Threads, forks and executors load JavaScript, also when the caller is a `.ts` source. */

const here = new URL(import.meta.url);
const distFolder = here.pathname.endsWith('.ts') ? new URL('../dist/', here) : new URL('../', here);

/**
 * The `file:` URL of a compiled file, given its path from the root: `harness/services/service-entry.js`.
 * Why so: `dist/` mirrors the tree, and a test that runs the sources must fork the same file that a user runs.
 */
export function builtUrl(relativeToRoot: string): URL {
  return new URL(relativeToRoot, distFolder);
}
