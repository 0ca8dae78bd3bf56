/** The page of one scenario: what it is, and what a real run of it gave, or why there is none. Pure. */
import type { RunDocument } from '../../../harness/result/schema.ts';
import { renderRunMarkdown } from '../../../reports/markdown/run-summary.ts';
import type { BuiltInScenario } from '../../../scenarios/index.ts';

export const pageName = (id: string): string => `${id.replace('/', '-')}.md`;

function describe({ id, scenario }: BuiltInScenario): string {
  const { summary, lesson, params, variants, services, needs, metrics } = scenario;
  const lists = Object.entries((params ?? {}) as Record<string, readonly unknown[]>);
  const facts = [
    ...lists.map(([name, values]) => `- \`--param ${name}=${values.map(String).join(',')}\``),
    ...(variants === undefined
      ? []
      : [
          `- variants, all of equal work: \`default\`, ${Object.keys(variants)
            .map((name) => `\`${name}\``)
            .join(', ')}`,
        ]),
    ...(services === undefined || services.length === 0
      ? []
      : [`- starts: ${services.map((service) => service.id).join(', ')}`]),
    ...(needs === undefined ? [] : [`- needs of executors: ${needs.join(', ')}`]),
    ...(metrics === undefined
      ? []
      : [`- headline besides throughput: ${metrics.map((metric) => metric.id).join(', ')}`]),
  ];
  return `# ${id}\n\n${summary}\n\n**${lesson}**\n\n${facts.join('\n')}`;
}

/** Ends with a line feed. */
export function renderPage(builtIn: BuiltInScenario, document: RunDocument): string {
  const [, ...result] = renderRunMarkdown(document).split('\n'); // its own heading stands here
  return `${describe(builtIn)}

## A result

\`npm run bench -- ${document.command.replace(/^crossover run /, '')}\`, ${document.startedAt.slice(0, 10)}:
${result.join('\n').trimEnd()}
`;
}

/** Of a scenario that could not be run where the pages are written: no figure stands there. Ends with a line feed. */
export function renderPageWithoutResult(builtIn: BuiltInScenario, obstacle: string): string {
  return `${describe(builtIn)}

## No result

Where these pages are written it cannot be measured: ${obstacle}. Where it can: \`npm run bench -- ${builtIn.id}\`.
`;
}
