/** Words → scenarios that are ready to be planned: found, compiled, imported, with their inputs. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { PRESETS, type PresetId } from '../../harness/config/defaults.ts';
import type { SelectedScenario } from '../../harness/config/options.ts';
import { type ScenarioChoice, selectScenarios } from '../../harness/config/select.ts';
import { CrossoverError } from '../../harness/errors.ts';
import { compileScenario } from '../../harness/executor/compile.ts';
import { inspectScenario } from '../../harness/executor/inspect-scenario.ts';
import { readInputFile } from '../../harness/executor/read-input-file.ts';
import { builtInScenarios } from '../../scenarios/index.ts';

export interface LoadedScenarios {
  readonly scenarios: readonly SelectedScenario[];
  /** Removes what compiling wrote; call it when nothing loads the scenarios any more. */
  dispose(): Promise<void>;
}

export interface ScenarioWish {
  readonly words: readonly string[];
  /** Says what runs when no word does. */
  readonly preset: PresetId;
  readonly inputFile: string | null;
  /** What the paths of files are relative to. Default: the working directory. */
  readonly cwd?: string;
}

/** Throws CrossoverError: USAGE, SCENARIO_NOT_FOUND, SCENARIO_LOAD, SCENARIO_SHAPE or INTERRUPTED; nothing is left behind then. */
export async function loadScenarios(
  { words, preset, inputFile, cwd = process.cwd() }: ScenarioWish,
  signal: AbortSignal,
): Promise<LoadedScenarios> {
  const choices = chooseScenarios(words, preset, cwd);
  const builtIn = choices.find(({ kind }) => kind === 'built-in');
  if (inputFile !== null && builtIn?.kind === 'built-in') throw inputForBuiltIn(builtIn.id);
  const userInputs = inputFile === null ? null : await readInputFile(inputFile);
  const disposals: (() => Promise<void>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const remove of disposals.splice(0)) await remove();
  };
  try {
    const scenarios: SelectedScenario[] = [];
    for (const choice of choices) {
      const selected =
        choice.kind === 'built-in'
          ? selectBuiltIn(choice.id)
          : await loadFile(choice, cwd, disposals, signal);
      scenarios.push(userInputs === null ? selected : { ...selected, userInputs });
    }
    refuseEqualIds(scenarios);
    return { scenarios, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function inputForBuiltIn(id: string): CrossoverError {
  return new CrossoverError('CROSSOVER_USAGE', `--input stands beside ${id}, which makes its own inputs.`, {
    remedy: 'Give it with a file of your own, or choose other values with --param.',
  });
}

function chooseScenarios(words: readonly string[], preset: PresetId, cwd: string): ScenarioChoice[] {
  const ids = builtInScenarios.map(({ id }) => id);
  const wanted = PRESETS[preset].scenarios;
  const all = words.length > 0 ? words : wanted === 'all' ? ids : wanted;
  return selectScenarios(all, ids, (path) => existsSync(resolve(cwd, path)));
}

function selectBuiltIn(id: string): SelectedScenario {
  const builtIn = builtInScenarios.find((candidate) => candidate.id === id);
  if (builtIn === undefined) throw new CrossoverError('CROSSOVER_INTERNAL', `No built-in scenario ${id}.`);
  return { ...builtIn, label: id, isBuiltIn: true };
}

async function loadFile(
  { id, path }: Extract<ScenarioChoice, { kind: 'file' }>,
  cwd: string,
  disposals: (() => Promise<void>)[],
  signal: AbortSignal,
): Promise<SelectedScenario> {
  const { moduleUrl, dispose } = await compileScenario(path, { cwd });
  disposals.push(dispose);
  const scenario = await inspectScenario(moduleUrl, path, { signal });
  return { id: scenario.id ?? id, moduleUrl, label: path, isBuiltIn: false, scenario };
}

/** Cells are told apart by the scenario's id: two of the same name would be one in the document. */
function refuseEqualIds(scenarios: readonly SelectedScenario[]): void {
  for (const [index, { id, label }] of scenarios.entries()) {
    const earlier = scenarios.slice(0, index).find((other) => other.id === id);
    if (earlier === undefined) continue;
    throw new CrossoverError('CROSSOVER_USAGE', `${earlier.label} and ${label} are both called "${id}".`, {
      remedy: 'Give one of them another `id`, or run them apart.',
    });
  }
}
