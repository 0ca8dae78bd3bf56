/**
 * The first seam: what a workload is. A scenario never learns which model runs it; it is loaded by path in every
 * executor (loop, thread or process), so it must not keep state that tasks share across executors.
 */
import type { Random } from './stats/random.ts';

export type { Random } from './stats/random.ts';

/** What a contrast is about. `unit` is written after figures; `better` says which direction wins. */
export interface MetricSpec {
  readonly id: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

/**
 * Something real that a scenario talks to, run in a process of its own. `moduleUrl` is the `file:` URL of a module
 * whose default export is a {@link ServiceModule}; usually `new URL('./my-service.js', import.meta.url).href`.
 */
export interface ServiceRef {
  readonly id: string;
  readonly moduleUrl: string;
}

/**
 * What a service module default-exports. `start` resolves when the service answers. What it throws may have a `remedy`: one
 * sentence on what the user can do, told instead of general advice.
 */
export interface ServiceModule {
  start(env: ServiceEnv): Promise<RunningService>;
}

/** What `start` is given. */
export interface ServiceEnv {
  /** A folder that is removed when the service has ended, however it ends; other users may pass through it. */
  makeTempDir(): Promise<string>;
  /**
   * For what is put into a server of somebody else's, called before it is put there: `remove` runs when the service ends, however it ends (also
   * when `start` throws half-way), with some seconds of time. Where that fails the user is told that `what` was left behind.
   */
  removeAtEnd(what: string, remove: () => Promise<unknown>): Promise<void>;
}

/** A started service: `address` is plain data handed to every executor's `open` as `env.services[id]`. */
export interface RunningService {
  readonly address: Readonly<Record<string, string | number>>;
  stop(): Promise<void>;
}

/** What `open` is given. `tempDir` is a folder of this run that is removed afterwards, the same for every model. */
export interface ScenarioEnv<Params> {
  readonly params: Params;
  readonly services: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly seed: number;
  readonly tempDir: string;
}

/** What the routes of a server are made with, once in every process that serves. */
export interface ServerTools<Params, Input, Output> {
  readonly env: ScenarioEnv<Params>;
  /** The inputs of the scenario: requests name them by their numbers. */
  readonly inputs: readonly Input[];
  /** Carries out `run` where the model does: on the loop that serves, in a thread, or in a process. */
  readonly offload: (input: Input) => Promise<Output>;
}

/** `GET /<name>/<input number>` → what is answered as JSON. */
export type ServerRoutes = Readonly<Record<string, (inputIndex: number) => unknown>>;

/** A server that accepts connections on a free port of 127.0.0.1. */
export interface ListeningServer {
  readonly port: number;
  /** Accepts no more, lets what is under way be answered, and resolves when all connections are closed. */
  close(): Promise<void>;
}

/** One HTTP application, written once; the model decides where its `run` is carried out. */
export interface ServerApp<Params, Input, Output> {
  /** The route that the load asks for, with an input each time. */
  readonly loadRoute: string;
  /** A cheap route that is asked beside the load: what it waits is what the load costs everybody else. */
  readonly victimRoute?: string;
  readonly createRoutes: (
    tools: ServerTools<Params, Input, Output>,
  ) => Promise<{ readonly routes: ServerRoutes; readonly close: () => Promise<void> }>;
  /** How routes are served: for `default` and for every variant of the scenario. */
  readonly frameworks: Readonly<Record<string, (routes: ServerRoutes) => Promise<ListeningServer>>>;
}

/** What only some executors have. `shared-memory`: that of the process which makes the inputs, so threads and loops, not processes. */
export type Need = 'shared-memory';

/** Parameter values travel in documents and on the command line: plain scalars. */
export type ParamValue = string | number | boolean;

/** Only `run` is required. See DESIGN in ARCHITECTURE.md for the properties that every scenario must keep. */
export interface Scenario<Params = unknown, Input = unknown, Output = unknown, Context = unknown> {
  /** One task. Everything that it returns must survive a structured clone. */
  readonly run: (input: Input, context: Context) => Output | Promise<Output>;
  /** Stored in results, never renamed. Default: the file's name. */
  readonly id?: string;
  /** Default: measured from its CPU share. */
  readonly kind?: 'cpu' | 'io' | 'mixed';
  /** One sentence a user reads in the report: what it does. */
  readonly summary?: string;
  /** One sentence: what a reader should learn from it. */
  readonly lesson?: string;
  /** Every value of every parameter, the default selection; the first is used by the `quick` preset. */
  readonly params?: { readonly [K in keyof Params]: readonly Params[K][] };
  /** Makes `count` inputs. Untimed and seeded, and made by several processes at a time; the outcome must be clonable. Without it a task gets `undefined`. */
  readonly inputs?: (params: Params, random: Random, count: number) => readonly Input[];
  /**
   * How many inputs are made for each cell, a whole number from 1 to 1,000; default 8. Tasks take them in turn, and each is carried out
   * once before anything is measured. More of them are for inputs that stand for shares: with 8 of them one in ten cannot be slow.
   */
  readonly inputCount?: number;
  /**
   * The parts of an input that are given away instead of cloned, where the knob `transfer` says so; without it all its
   * ArrayBuffers. It is asked about a fresh copy for every task, so it must look at the input that it is given.
   */
  readonly transferables?: (
    input: Input,
  ) => readonly (ArrayBuffer | import('node:worker_threads').MessagePort)[];
  /** Started once per run, each in its own process. */
  readonly services?: readonly ServiceRef[];
  /**
   * Why it cannot run here and what to do about it, or null where it can: what it needs is not installed. Asked of built-in
   * scenarios alone, once before a run is planned; its cells are then `cannot` with this reason, and its services are not started.
   */
  readonly whyUnavailable?: () => string | null;
  /** What its tasks cannot do without: cells whose executors do not have it are `cannot`, with the reason. */
  readonly needs?: readonly Need[];
  /** Called once in every executor before its first task. */
  readonly open?: (env: ScenarioEnv<Params>) => Promise<Context> | Context;
  readonly close?: (context: Context) => Promise<void> | void;
  /** Other ways of doing the same work: equal digests are required. `run` itself is the variant `default`. */
  readonly variants?: Readonly<Record<string, (input: Input, context: Context) => Output | Promise<Output>>>;
  /** The proof of matched work. Default: SHA-256 over the canonical form of the output. */
  readonly digest?: (output: Output) => string;
  /**
   * Whether a task came to what it was for: false for one that gave up, or fell back to something else. The headline `goodput` counts
   * those alone, `crossover ab` gates on them as well, and `crossover tune` looks for the most of them. Asked of every output where
   * the load comes from, so it should read a field and no more; what it throws fails the cell.
   * As `attemptsOf` it sees what `digest` may leave out: both may depend on the load.
   */
  readonly isGood?: (output: Output) => boolean;
  /** How many attempts a task took, a finite number, for the headline `attempts-per-task`. Asked as `isGood` is. */
  readonly attemptsOf?: (output: Output) => number;
  /**
   * What the lesson is about where that is not throughput alone: `cpu-per-task` (ms), `longest-task` (ms), `loop-delay` (ms),
   * `added-memory` (bytes, at the end), `peak-memory` (bytes) and `memory-growth` (bytes a task, of what lives: all executors then collect
   * their garbage before and after each slice), all of them better lower, of servers `victim-latency` (ms), too; `goodput` (tasks/s,
   * better higher) with `isGood` and `attempts-per-task` (attempts, better lower) with `attemptsOf`, neither of them for servers. Each
   * cell is contrasted with the reference by them, too.
   */
  readonly metrics?: readonly MetricSpec[];
  /**
   * Then `run` is not called by the harness but by a server that answers requests; models differ in where the server carries it out.
   * Load comes from a process of its own.
   */
  readonly server?: ServerApp<Params, Input, Output>;
  /** `contiguous` for work that a sleeping process would change (idle timeouts, heap growth, tasks longer than a slice). */
  readonly window?: 'sliced' | 'contiguous';
}

/** Adds types to a scenario object and nothing else; a plain object or a bare function works as well. */
export function defineScenario<Params, Input, Output, Context = void>(
  scenario: Scenario<Params, Input, Output, Context>,
): Scenario<Params, Input, Output, Context> {
  return scenario;
}
