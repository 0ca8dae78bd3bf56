/** A setting that somebody has → what it is to the model that is tuned. Pure. */
import { nearest } from '../config/nearest.ts';
import { CrossoverError } from '../errors.ts';
import type { Settings } from '../executor/read-settings.ts';
import type { KnobValue } from '../model.ts';
import { resolvePiscinaDefaults } from './piscina-defaults.ts';
import type { TuneTarget } from './target.ts';
import type { NamedSetting } from './tune-plan.ts';

/** What the options of libraries call the number that is tuned, the most usual first. */
function namesOf({ id, kind, model }: TuneTarget): readonly string[] {
  if (kind === 'in-flight') return ['inFlight', 'concurrency', 'limit', 'maxConcurrency'];
  if (kind === 'param') return [id, 'max', 'connections', 'connectionLimit', 'maxSockets', 'poolSize'];
  if (id === 'uvThreads') return ['UV_THREADPOOL_SIZE', 'uvThreads'];
  if (id === 'tasksPerWorker') return ['concurrentTasksPerWorker', 'tasksPerWorker'];
  const common = ['poolSize', 'maxWorkers', 'max', 'size', 'workers'];
  return model.executors === 'threads' ? ['maxThreads', ...common] : common;
}

function noNumber(target: TuneTarget, settings: Settings, label: string): CrossoverError {
  const names = namesOf(target);
  const given = Object.keys(settings);
  const near = given.map((name) => nearest(name, names)).find((name) => name !== null);
  const found = given.length === 0 ? 'it exports no options' : `it exports ${given.slice(0, 8).join(', ')}`;
  const meant = near === undefined ? '' : ` Did you mean "${near}"?`;
  return new CrossoverError('CROSSOVER_USAGE', `${label} says nothing of ${target.id}: ${found}.${meant}`, {
    remedy: `Known: ${names.join(', ')}.`,
  });
}

/** Knobs of `worker-threads` that options of Piscina stand for; what is left out has Piscina's own default. */
function piscinaKnobs(settings: Settings): Record<string, KnobValue> {
  const { atomics, stricterFIFO, concurrentTasksPerWorker } = settings;
  return {
    tasksPerWorker: typeof concurrentTasksPerWorker === 'number' ? concurrentTasksPerWorker : 1,
    atomics: atomics === 'async' || atomics === 'disabled' ? atomics : 'sync',
    fifo: stricterFIFO === true ? 'strict' : 'default',
  };
}

/**
 * Of a pool that grows and shrinks the largest size counts: that is what it has under a steady load. Throws CROSSOVER_USAGE where
 * the module says nothing of what is tuned.
 */
export function currentSetting(settings: Settings, target: TuneTarget, label: string): NamedSetting {
  const name = namesOf(target).find((key) => typeof settings[key] === 'number');
  const isPiscina = target.model.id === 'worker-threads' && target.id === 'poolSize';
  const hasThreads =
    isPiscina && (settings.minThreads !== undefined || settings.concurrentTasksPerWorker !== undefined);
  if (name === undefined && !hasThreads) throw noNumber(target, settings, label);
  const asked = name === undefined ? resolvePiscinaDefaults().maxThreads : Number(settings[name]);
  const size = Math.max(1, Math.ceil(asked));
  if (!Number.isFinite(asked) || size > 1024) {
    throw new CrossoverError('CROSSOVER_USAGE', `${label}: ${name} is ${asked}.`, {
      remedy: 'It takes numbers from 1 to 1024.',
    });
  }
  const own = target.kind === 'knob' ? { [target.id]: size } : {};
  const isPiscinaPool = isPiscina && (name === 'maxThreads' || hasThreads);
  const shown = Object.entries(settings)
    .filter(([key]) => key === name || key in PISCINA_NAMES)
    .map(([key, value]) => `${key} ${value}`);
  return {
    role: 'current',
    size,
    knobs: isPiscinaPool ? { ...own, ...piscinaKnobs(settings) } : own,
    detail: `${label}: ${shown.length === 0 ? `${target.id} ${size}` : shown.join(', ')}`,
  };
}

const PISCINA_NAMES = {
  minThreads: true,
  maxThreads: true,
  concurrentTasksPerWorker: true,
  idleTimeout: true,
  atomics: true,
  stricterFIFO: true,
} as const;
