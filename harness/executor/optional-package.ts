/** Packages that only some models need, and that whoever installs Crossover may leave out. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Why a package cannot be used from here, with the command that helps; null where it can. Its settings and its ways differ
 * between major versions, so another one than that which the model was written for does not do. Reads the package's own
 * description and runs nothing of it.
 */
export function whyUnusable(name: string, major: number): string | null {
  const remedy = `npm install ${name}@${major}`;
  let version: string;
  try {
    ({ version } = require(`${name}/package.json`) as { version: string });
  } catch {
    return `the package ${name} is not installed: ${remedy}`;
  }
  return version.startsWith(`${major}.`)
    ? null
    : `it needs ${name} ${major}, and ${version} is installed: ${remedy}`;
}
