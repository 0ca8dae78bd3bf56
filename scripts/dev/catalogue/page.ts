/** The page of one scenario: what it is, and what a real run of it gave. Pure. */
import type { RunDocument } from '../../../harness/result/schema.ts';
import { renderRunMarkdown } from '../../../reports/markdown/run-summary.ts';
import type { BuiltInScenario } from '../../../scenarios/index.ts';

export const pageName = (id: string): string => `${id.replace('/', '-')}.md`;

/** Ends with a line feed. */
export function renderPage({ id, scenario }: BuiltInScenario, document: RunDocument): string {
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
  const [, ...result] = renderRunMarkdown(document).split('\n'); // its own heading stands here
  return `# ${id}

${summary}

**${lesson}**

${facts.join('\n')}

## A result

\`npm run bench -- ${document.command.replace(/^crossover run /, '')}\`, ${document.startedAt.slice(0, 10)}:
${result.join('\n').trimEnd()}
`;
}
