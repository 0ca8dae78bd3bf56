/**
 * `npm run catalogue`: runs every scenario of this machine once (or `-- --only id,id`) and writes its page in docs/scenarios; `-- --render`
 * writes the pages again and measures nothing. Nothing else may run meanwhile; all of it takes about half an hour.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtUrl } from '../../../harness/built.ts';
import { resolveConfig } from '../../../harness/config/resolve.ts';
import { knownModels } from '../../../harness/models/index.ts';
import { RESULT_FILE } from '../../../harness/result/locate.ts';
import { readRunDocument } from '../../../harness/result/parse.ts';
import type { RunDocument } from '../../../harness/result/schema.ts';
import { writeFileAtomically } from '../../../harness/result/write.ts';
import { run } from '../../../harness/run.ts';
import { builtInScenarios } from '../../../scenarios/index.ts';
import { pageName, renderPage, renderPageWithoutResult } from './page.ts';

const FOLDER = new URL('../docs/scenarios/', builtUrl('.'));
/** The table stands between these; the words around it are written by hand. */
const [BEGIN, END] = ['<!-- lessons -->', '<!-- end of lessons -->'];
const OUT_DIR = 'bench-results/catalogue';
const TASK_MODELS = ['single-loop', 'worker-threads'];
const SERVER_MODELS = ['single-loop', 'worker-threads', 'child-processes', 'cluster'];
const SERVER_BLOCKS = 3;
const SEED = 7;

/** What was measured last of each scenario, for pages that are to be written anew. */
async function storedDocuments(): Promise<ReadonlyMap<string, RunDocument>> {
  const isWhole = (name: string): boolean =>
    /^\d{4}-/.test(name) && existsSync(join(OUT_DIR, name, RESULT_FILE));
  const names = (await readdir(OUT_DIR)).filter(isWhole).sort();
  const documents = new Map<string, RunDocument>();
  for (const name of names) {
    const { document } = await readRunDocument(join(OUT_DIR, name), '.');
    const [id] = document.config.scenarios;
    if (document.complete && id !== undefined) documents.set(id, document);
  }
  return documents;
}

const pagePath = (id: string): string => fileURLToPath(new URL(pageName(id), FOLDER));

async function writePage(builtIn: (typeof builtInScenarios)[number], document: RunDocument): Promise<void> {
  const path = pagePath(builtIn.id);
  await writeFileAtomically(path, renderPage(builtIn, document));
  process.stderr.write(`${builtIn.id}: ${path}\n`);
}

/** The table of README.md. */
async function writeLessons(): Promise<void> {
  const path = fileURLToPath(new URL('README.md', FOLDER));
  const text = await readFile(path, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the lessons`);
  const rows = builtInScenarios.map(({ id, scenario }) => {
    const name = existsSync(pagePath(id)) ? `[\`${id}\`](${pageName(id)})` : `\`${id}\``;
    return `| ${name} | ${scenario.lesson} |`;
  });
  const table = ['| scenario | what it shows |', '|---|---|', ...rows].join('\n');
  await writeFileAtomically(path, `${before}${BEGIN}\n${table}\n${END}${after}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, render: { type: 'boolean' } } });
  if (values.render) {
    const stored = await storedDocuments();
    for (const builtIn of builtInScenarios) {
      const document = stored.get(builtIn.id);
      if (document !== undefined) await writePage(builtIn, document);
    }
    return writeLessons();
  }
  const wanted = values.only?.split(',');
  const unknown = wanted?.find((id) => !builtInScenarios.some((known) => known.id === id));
  if (unknown !== undefined) throw new Error(`there is no scenario "${unknown}": see npm run list`);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  await mkdir(FOLDER, { recursive: true });
  for (const builtIn of builtInScenarios) {
    const { id, scenario } = builtIn;
    if (stop.signal.aborted || (wanted !== undefined && !wanted.includes(id))) continue;
    const obstacle = scenario.whyUnavailable?.() ?? null;
    if (obstacle !== null) {
      process.stderr.write(`${id}: left out, ${obstacle}\n`);
      if (!existsSync(pagePath(id))) {
        await writeFileAtomically(pagePath(id), renderPageWithoutResult(builtIn, obstacle));
      }
      continue;
    }
    const selected = { ...builtIn, label: id, isBuiltIn: true };
    const models = scenario.server === undefined ? TASK_MODELS : SERVER_MODELS;
    // The windows of servers are long: the budget of `quick` would be over before their second block.
    const blocks = scenario.server === undefined ? {} : { blocks: SERVER_BLOCKS };
    const config = resolveConfig({ preset: 'quick', models, seed: SEED, ...blocks }, [selected], knownModels);
    const document = await run(config, {
      outDir: OUT_DIR,
      command: `crossover run ${id} --models ${models.join(',')}${scenario.server === undefined ? '' : ` --blocks ${SERVER_BLOCKS}`} --seed ${SEED}`,
      onEvent: () => {},
      signal: stop.signal,
    });
    if (!document.complete) return;
    await writePage(builtIn, document);
  }
  await writeLessons();
}

await main();
