/** What to paste: measured options alone, with the machine and the load for which they hold. Pure. */
import type { TuneDocument } from '../../harness/result/tune-schema.ts';
import { formatCount, formatTimestamp } from '../format.ts';
import { visibleText } from '../visible-text.ts';
import { answerText, coresText, limitsText, rangesText, sizesOf } from './words.ts';

/** Text from a document in a comment: one line, and nothing that could end it. */
const comment = (text: string): string => `// ${visibleText(text).replace(/[\r\n\u2028\u2029]+/g, ' ')}`;

function validity(document: TuneDocument): string[] {
  const { environment, scenario, search, recommendation, tool, startedAt } = document;
  const measured = sizesOf(document).map(({ size }) => size);
  const ties = recommendation.ties.length > 1 ? `; ${rangesText(recommendation.ties, measured)} tie` : '';
  const asked = limitsText(document);
  return [
    `${answerText(document)}: measured by ${tool.name} ${tool.version}, ${formatTimestamp(startedAt)}`,
    `on ${environment.cpuModel}, ${coresText(document)}, Node ${environment.node}`,
    `for ${scenario.id} (${scenario.label})`,
    `sizes ${formatCount(search.least)} to ${formatCount(search.most)} looked at${ties}${asked === '' ? '' : `; ${asked}`}`,
    'Another machine, load or input: tune again.',
  ].map(comment);
}

/** Options of Piscina that a knob stands for. */
function piscinaOptions(knobs: TuneDocument['recommendation']['knobs']): string[] {
  const size = Number(knobs.poolSize);
  const options: [name: string, value: string][] = [
    ['minThreads', String(size)],
    ['maxThreads', String(size)],
    ['idleTimeout', 'Number.POSITIVE_INFINITY'],
    ['concurrentTasksPerWorker', String(Number(knobs.tasksPerWorker ?? 1))],
  ];
  const atomics = knobs.atomics ?? 'async';
  if (atomics === 'async' || atomics === 'sync' || atomics === 'disabled')
    options.push(['atomics', `'${atomics}'`]);
  if (knobs.fifo !== 'default') options.push(['stricterFIFO', 'true']);
  return options.map(([name, value]) => `  ${name}: ${value},`);
}

/** By what was tuned: a pool of Piscina, of pg, of undici, libuv’s own, or a plain number. */
function bodyOf(document: TuneDocument): string[] {
  const { model, knob, recommendation } = document;
  const { kind, knobs, size } = recommendation;
  if (kind === 'none' || size === null) return ['export {};'];
  if (kind === 'no-pool' && model === 'cluster')
    return ['// One process serves as much.', 'export const useCluster = false;'];
  if (kind === 'no-pool') {
    return [
      '// Call the task where you are: no pool, no messages, no copies.',
      'export const usePool = false;',
    ];
  }
  const count = String(Math.round(size));
  if (knob.kind === 'param' && knob.id === 'poolMax' && /postgres|\bpg\b/i.test(document.scenario.id)) {
    return ["import pg from 'pg';", '', `export const pool = new pg.Pool({ max: ${count}, min: ${count} });`];
  }
  if (knob.kind === 'param' && knob.id === 'connections') {
    return [
      "import { Agent } from 'undici';",
      '',
      `export const agent = new Agent({ connections: ${count} });`,
    ];
  }
  if (knob.id === 'uvThreads') {
    return [
      '// Before anything uses the pool: best in the environment of the process, UV_THREADPOOL_SIZE.',
      `process.env.UV_THREADPOOL_SIZE = '${count}';`,
      'export {};',
    ];
  }
  if (model === 'worker-threads' && knob.kind === 'knob') {
    return [
      "import { Piscina } from 'piscina';",
      '',
      'export const pool = new Piscina({',
      "  filename: new URL('./worker.js', import.meta.url).href,",
      ...piscinaOptions(knobs),
      '});',
    ];
  }
  if (model === 'cluster') {
    return [
      "import cluster from 'node:cluster';",
      '',
      `export const workers = ${count};`,
      'if (cluster.isPrimary) for (let index = 0; index < workers; index++) cluster.fork();',
      '// Else: start your server here.',
    ];
  }
  const name = /^[A-Za-z_$][\w$]*$/.test(knob.id) ? knob.id : 'size';
  return [`export const ${name} = ${count};`];
}

/** A TypeScript module. Ends with a line feed. */
export function tuneSnippet(document: TuneDocument): string {
  return [...validity(document), ...bodyOf(document), ''].join('\n');
}
