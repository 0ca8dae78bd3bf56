/** Who measured: name and version of this package, as documents record them. */
import { readFileSync } from 'node:fs';
import { builtUrl } from './built.ts';

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Reads the package's own package.json, so that a release bumps one number in one place. */
export function readTool(): Tool {
  const { name, version } = JSON.parse(readFileSync(builtUrl('../package.json'), 'utf8')) as Tool;
  return { name, version };
}
