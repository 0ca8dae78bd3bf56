/** Part of `npm run check`: the sources of this clone against the layers; exit 1 with a line per broken rule. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtUrl } from '../../harness/built.ts';
import { findViolations } from './layers.ts';

const ROOT = fileURLToPath(builtUrl('../'));
const FOLDERS = ['harness', 'scenarios', 'reports', 'scripts', 'examples'];
/** Tests may reach anywhere, and so may what is made for them alone. */
const EXEMPT = /\.test\.ts$|\/fixtures\/|\/(fixture|simulated|fake|hostile|fresh)-[^/]*$|-for-tests\.ts$/;

const paths = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.c?ts$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
).filter((path) => !EXEMPT.test(path));

const violations = findViolations(
  new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])),
);
for (const { file, problem } of violations) process.stderr.write(`${file} ${problem}\n`);
process.stdout.write(`${paths.length} files, ${violations.length} broken rules\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
