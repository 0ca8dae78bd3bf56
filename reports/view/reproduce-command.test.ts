import { expect, test } from 'vitest';
import type { Cell, RunDocument } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';
import { moreBlocksCommand, reproduceCommand } from './reproduce-command.ts';

const document = inventedRunDocument(2);
const TAIL = '--preset quick --blocks 2 --seed 42';

function cellOf(label: string, more: Partial<Cell> = {}): Cell {
  const cell = document.cells.find((candidate) => candidate.label === label);
  if (cell === undefined) throw new Error(`no cell ${label}`);
  return { ...cell, ...more };
}

const check = (name: string, cell: Cell, more: Partial<RunDocument>, expected: string | null): void =>
  test(name, () => expect(reproduceCommand({ ...document, ...more }, cell)).toBe(expected));

const pool = cellOf('worker-threads×2');
const POOL = 'crossover run cpu/sum-of-squares --models worker-threads --param n=1000000 --in-flight 8';

check('a pool', pool, {}, `${POOL} --knob poolSize=2 ${TAIL}`);
check(
  'one task at a time is offered by the model, not by the option',
  cellOf('sequential'),
  {},
  `crossover run cpu/sum-of-squares --models sequential --param n=1000000 --in-flight 8 ${TAIL}`,
);
check(
  'what bears on measuring is kept, what chose other cells is not',
  pool,
  {
    command:
      "crossover run 'cpu/*' --models worker-threads,queue --param n=1,2 --margin 5% --budget 90s --no-pin --task-deadline 5s --seed 42",
  },
  `${POOL} --knob poolSize=2 --preset quick --blocks 2 --margin 5% --no-pin --task-deadline 5s --seed 42`,
);
check(
  'words that a shell would read otherwise',
  { ...pool, params: { text: "it's $HOME" }, knobs: {} },
  {},
  `crossover run cpu/sum-of-squares --models worker-threads --param 'text=it'\\''s $HOME' --in-flight 8 ${TAIL}`,
);
check(
  'a knob of all models: the reference keeps its value',
  { ...pool, knobs: { poolSize: 2, uvThreads: 8 } },
  {
    cells: document.cells.map((cell) => (cell.isReference ? { ...cell, knobs: { uvThreads: 2 } } : cell)),
  },
  `${POOL} --knob poolSize=2 --knob uvThreads=2,8 ${TAIL}`,
);
check(
  'one of two versions: both are measured again',
  { ...pool, side: 'head' },
  {
    command: "crossover ab main change --scenario 'bench/*.js' --blocks 12 --build 'npm run b' --seed 42",
    config: {
      ...document.config,
      sides: { baseName: 'main', headName: 'change', familyAlpha: 0.01, unmatched: [] },
    },
  },
  "crossover ab main change --models worker-threads --param n=1000000 --in-flight 8 --knob poolSize=2 --blocks 2 --scenario 'bench/*.js' --build 'npm run b' --seed 42",
);
check('a value that cannot be typed', { ...pool, params: { list: 'a,b' } }, {}, null);
check('a value that would lose its spaces', { ...pool, params: { text: ' a' } }, {}, null);

/** A run of users' files, each with the id that its scenario has. */
const ofFiles = (command: string, ...ids: string[]): Partial<RunDocument> => ({
  command,
  scenarios: ids.map((id) => ({
    id,
    kind: 'cpu',
    kindIsMeasured: true,
    summary: null,
    lesson: null,
    isBuiltIn: false,
  })),
});
const own = { ...pool, scenario: 'thumbs', params: {}, knobs: {} };
const OWN = '--models worker-threads --in-flight 8 --preset quick --blocks 2';

check(
  'a file, with its inputs',
  own,
  ofFiles("crossover run './my work/thumbs.ts' --input a.json --seed 1", 'thumbs'),
  `crossover run './my work/thumbs.ts' ${OWN} --input a.json --seed 42`,
);
check(
  'one file of several',
  own,
  ofFiles('crossover run cpu/sha256 other.mjs thumbs.js', 'other', 'thumbs'),
  `crossover run thumbs.js ${OWN} --seed 42`,
);
check(
  'a scenario that is not called like its file',
  own,
  ofFiles('crossover run one.js two.js', 'thumbs', 'two'),
  `crossover run one.js two.js ${OWN} --seed 42`,
);
check('a file that the command does not name', own, ofFiles('crossover run', 'thumbs'), null);

test('a condition with more blocks: its models, and the knobs that the run was given', () => {
  const condition = document.conditions[0]!;
  const config = { ...document.config, knobs: { poolSize: [1, 2] } };
  expect(moreBlocksCommand({ ...document, config }, condition, 17)).toBe(
    'crossover run cpu/sum-of-squares --models single-loop,sequential,worker-threads,child-processes --param n=1000000 --in-flight 8 --knob poolSize=1,2 --preset quick --blocks 17 --seed 42',
  );
  const unnameable = { ...config, knobs: { poolSize: ['a,b'] } };
  expect(moreBlocksCommand({ ...document, config: unnameable }, condition, 17)).toBeNull();
});
