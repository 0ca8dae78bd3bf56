/** Who may import whom, as data: the rules of the house and the pure check of a tree of sources against them. */

/** Sources by path from the root, with forward slashes: `harness/run.ts` → its text. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Violation {
  readonly file: string;
  readonly problem: string;
}

interface LayerRule {
  /** Files that the rule is about; the first rule that matches counts. */
  readonly from: RegExp;
  /** What they may import of ours. */
  readonly may: readonly RegExp[];
  readonly says: string;
}

const LAYERS: readonly LayerRule[] = [
  { from: /^harness\/stats\//, may: [/^harness\/stats\//], says: 'harness/stats imports nothing of ours' },
  {
    from: /^harness\/result\//,
    may: [/^harness\/result\//, /^harness\/errors\.ts$/],
    says: 'harness/result imports only errors.ts',
  },
  {
    from: /^harness\/models\//,
    may: [/^harness\/(?!run\.ts|run\/)/],
    says: 'a model never imports the runner, nor anything outside harness',
  },
  { from: /^harness\//, may: [/^harness\//], says: 'harness imports neither scenarios, reports nor scripts' },
  {
    from: /^scenarios\//,
    may: [/^scenarios\//, /^harness\/scenario\.ts$/],
    says: 'scenarios import harness/scenario.ts alone',
  },
  {
    from: /^reports\//,
    // run-events.ts is what a run tells while it goes on: types alone, the contract of live progress.
    may: [/^reports\//, /^harness\/(result|stats)\//, /^harness\/run-events\.ts$/],
    says: 'reports import harness/result and harness/stats alone',
  },
  {
    from: /^examples\//,
    may: [/^examples\//],
    says: 'examples import the package by its name, as a user does',
  },
  { from: /^scripts\//, may: [/./], says: '' },
];

/** Code that runs in a process of its own may end it; everything else leaves that to scripts/. */
const PROCESS_ENTRIES: ReadonlySet<string> = new Set([
  'harness/executor/inspect-scenario-entry.ts',
  'harness/executor/read-settings-entry.ts',
  'harness/models/child-processes-entry.ts',
  'harness/models/process-per-task-entry.ts',
  'harness/round/entry.ts',
  'harness/servers/server-entry.ts',
  'harness/services/service-entry.ts',
]);

/** Every broken rule, in the order of the files. Pure. */
export function findViolations(tree: SourceTree): Violation[] {
  const imports = new Map([...tree].map(([file, source]) => [file, importsOf(file, source)]));
  const violations: Violation[] = [];
  for (const [file, source] of tree) {
    for (const target of imports.get(file) ?? []) {
      const problem = tree.has(target)
        ? importProblem(file, target, tree)
        : `imports ${target}, which does not exist`;
      if (problem !== null) violations.push({ file, problem });
    }
    violations.push(...processProblems(file, source).map((problem) => ({ file, problem })));
  }
  return [...violations, ...findCycles(imports)];
}

function importProblem(file: string, target: string, tree: SourceTree): string | null {
  const rule = LAYERS.find(({ from }) => from.test(file));
  if (rule === undefined) return `lies in no layer`;
  if (!rule.may.some((allowed) => allowed.test(target))) return `imports ${target}: ${rule.says}`;
  if (isSiblingModel(file, target, tree)) return `imports ${target}: a model never imports a sibling`;
  return null;
}

/** `child-processes-entry.ts` belongs to `child-processes.ts`; index.ts, the registry, belongs to none. */
function isSiblingModel(file: string, target: string, tree: SourceTree): boolean {
  const prefix = 'harness/models/';
  if (!file.startsWith(prefix) || !target.startsWith(prefix) || file === `${prefix}index.ts`) return false;
  const stems = [...tree.keys()].filter((path) => path.startsWith(prefix)).map(stemOf);
  const ownerOf = (path: string): string =>
    stems
      .filter((stem) => stemOf(path) === stem || stemOf(path).startsWith(`${stem}-`))
      .sort((a, b) => a.length - b.length)[0] ?? '';
  return ownerOf(file) !== ownerOf(target);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.c?ts$/, '');
}

const IMPORTS = [
  /^[ \t]*(?:import|export)\b[^;'"]*?\bfrom\s*'(\.[^']+)'/gm,
  /^[ \t]*import\s*'(\.[^']+)'/gm,
  /\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?'(\.[^']+)'\s*\)/g,
];

/** Paths of relative imports, type imports included, from the root. */
function importsOf(file: string, source: string): string[] {
  const found = IMPORTS.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]!));
  return [...new Set(found.map((specifier) => resolveFrom(file, specifier)))];
}

function resolveFrom(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Comments, strings and templates are no code: a message may speak of `process.exit`. */
const NO_CODE = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

function processProblems(file: string, source: string): string[] {
  if (file.startsWith('scripts/') || file.startsWith('examples/')) return [];
  const code = source.replace(NO_CODE, '');
  const forbidden = PROCESS_ENTRIES.has(file)
    ? /\bconsole\.\w+/g
    : /\bprocess\.(?:argv|exit)\b|\bconsole\.\w+/g;
  return [...new Set(code.match(forbidden) ?? [])].map((use) => `uses ${use}: only scripts/ do`);
}

/** One violation per cycle, told from its first file in alphabetical order. */
function findCycles(imports: ReadonlyMap<string, readonly string[]>): Violation[] {
  const cycles = new Map<string, Violation>();
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const cycle = trail.slice(start);
      const first = cycle.indexOf([...cycle].sort()[0]!);
      const ordered = [...cycle.slice(first), ...cycle.slice(0, first)];
      cycles.set(ordered.join(), {
        file: ordered[0]!,
        problem: `is in a cycle: ${[...ordered, ordered[0]].join(' → ')}`,
      });
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return [...cycles.values()];
}
