/** Whether a package is there, without loading it. */
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

export function isInstalled(name: string): boolean {
  try {
    resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    // It is there, and keeps its package.json to itself.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
