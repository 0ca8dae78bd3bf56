/** `crossover list`: what can be run, with every name that another option takes. */

import { COMMON_KNOBS, knobsOf } from '../../harness/config/common-knobs.ts';
import { unknownName } from '../../harness/config/unknown-name.ts';
import type { ExecutionModel, KnobSpec } from '../../harness/model.ts';
import { knownModels } from '../../harness/models/index.ts';
import { type Style, styleOf } from '../../reports/terminal/style.ts';
import { wrapText } from '../../reports/terminal/text-width.ts';
import { type BuiltInScenario, builtInScenarios } from '../../scenarios/index.ts';
import type { CommandArguments } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { renderOptionsFor } from './render-options.ts';

const TOPICS = ['scenarios', 'models'] as const;

/** Gives the exit code. Throws CROSSOVER_USAGE for another topic. */
export function listCommand({ words, options }: CommandArguments, io: Io): number {
  const topic = words[0];
  if (topic !== undefined && !TOPICS.some((known) => known === topic)) {
    throw unknownName('topic', topic, TOPICS);
  }
  const isWanted = (known: (typeof TOPICS)[number]): boolean => topic === undefined || topic === known;
  if (options.json === true) {
    const listed = {
      ...(isWanted('scenarios') ? { scenarios: builtInScenarios.map(describeScenario) } : {}),
      ...(isWanted('models') ? { models: knownModels.map(describeModel) } : {}),
    };
    io.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return EXIT.done;
  }
  const { columns, color } = renderOptionsFor(io.stdout, io, options);
  const style = styleOf(color);
  const lines = [
    ...(isWanted('scenarios') ? scenarioLines(columns, style) : []),
    ...(topic === undefined ? [''] : []),
    ...(isWanted('models') ? modelLines(columns, style) : []),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

function describeScenario({ id, scenario }: BuiltInScenario): object {
  const { kind, summary, lesson, params, services, variants, needs, whyUnavailable } = scenario;
  return {
    id,
    kind,
    summary,
    lesson,
    params: params ?? {},
    variants: variantsOf(variants),
    services: (services ?? []).map((service) => service.id),
    needs: needs ?? [],
    unavailable: whyUnavailable?.() ?? null,
  };
}

function describeModel({ id, summary, guidance, knobs, isFloor, whyUnavailable }: ExecutionModel): object {
  const unavailable = whyUnavailable?.() ?? null;
  return { id, summary, guidance, knobs: knobsOf({ knobs }), isFloor: isFloor ?? false, unavailable };
}

/** `run` itself is the variant `default`. */
function variantsOf(variants: BuiltInScenario['scenario']['variants']): string[] {
  return ['default', ...Object.keys(variants ?? {})];
}

function scenarioLines(width: number, style: Style): string[] {
  const entries = builtInScenarios.flatMap(({ id, scenario }) => {
    const params = Object.entries(scenario.params ?? {}) as [string, readonly unknown[]][];
    const variants = variantsOf(scenario.variants);
    const services = (scenario.services ?? []).map((service) => service.id);
    const obstacle = scenario.whyUnavailable?.() ?? null;
    return [
      ...entryLines(id, scenario.summary ?? '', width, style),
      ...(obstacle === null
        ? []
        : wrapText(`cannot run here: ${obstacle}`, { width, prefix: '    ' }).map(style.doubt)),
      ...wrapText(scenario.lesson ?? '', { width, prefix: '    ' }).map(style.dim),
      ...(services.length === 0 ? [] : [`    starts: ${services.join(', ')}`]),
      ...(scenario.needs ?? []).map((need) => `    needs of executors: ${need}`),
      ...params.map(([name, values]) => `    --param ${name}=${values.map(String).join(',')}`),
      ...(variants.length > 1 ? [`    variants: ${variants.join(', ')}`] : []),
    ];
  });
  return [style.dim('Scenarios, with the values of their parameters; quick takes the first'), ...entries];
}

function modelLines(width: number, style: Style): string[] {
  const entries = knownModels.flatMap(({ id, summary, guidance, knobs, whyUnavailable }) => {
    const obstacle = whyUnavailable?.() ?? null;
    return [
      ...entryLines(id, summary, width, style),
      ...(obstacle === null
        ? []
        : wrapText(`cannot run here: ${obstacle}`, { width, prefix: '    ' }).map(style.doubt)),
      ...wrapText(guidance, { width, prefix: '    ' }).map(style.dim),
      ...knobs.flatMap((knob) => knobLines(knob, width)),
    ];
  });
  const ofAll = COMMON_KNOBS.flatMap((knob) => knobLines(knob, width));
  return [
    style.dim('Models (--models), with their knobs'),
    ...entries,
    `  ${style.bold('all models')}`,
    ...ofAll,
  ];
}

function knobLines({ id, summary, type, values, defaultValue }: KnobSpec, width: number): string[] {
  const known =
    values === undefined
      ? ''
      : type === 'choice'
        ? ` One of ${values.join(', ')}.`
        : ` A number, or ${values.join(', ')}.`;
  const isPlain = typeof defaultValue === 'number' || values?.includes(defaultValue);
  const preset = defaultValue === 'cores' ? 'the cores that count' : isPlain ? String(defaultValue) : null;
  const ending = preset === null ? '' : ` Default: ${preset}.`;
  return wrapText(`${summary}.${known}${ending}`, { width, prefix: `    --knob ${id}  ` });
}

function entryLines(id: string, summary: string, width: number, style: Style): string[] {
  return [`  ${style.bold(id)}`, ...wrapText(summary, { width, prefix: '    ' })];
}
