/** The evidence, scenario by scenario, and the list of links that leads to it. */
import { type ConditionView, loadCurves } from '../view.ts';
import { conditionSection } from './condition-section.ts';
import { type Markup, markup } from './markup.ts';
import { anchorOf, holdsVersions, type PageContext } from './page-context.ts';

interface ScenarioGroup {
  readonly scenario: string;
  readonly members: { readonly condition: ConditionView; readonly index: number }[];
}

function groupsOf(conditions: readonly ConditionView[]): ScenarioGroup[] {
  const groups = new Map<string, ScenarioGroup>();
  conditions.forEach((condition, index) => {
    const group = groups.get(condition.scenario) ?? { scenario: condition.scenario, members: [] };
    group.members.push({ condition, index });
    groups.set(condition.scenario, group);
  });
  return [...groups.values()];
}

function aboutScenario({ members }: ScenarioGroup): Markup | null {
  const record = members[0]?.condition.scenarioRecord ?? null;
  if (record === null) return null;
  const kind = `${record.kind}${record.kindIsMeasured ? ', as measured' : ''}`;
  const lesson = record.lesson !== null && markup` <em>${record.lesson}</em>`;
  return markup`<p class="about"><span class="kind">${kind}</span> ${record.summary ?? ''}${lesson}</p>`;
}

/** One section per scenario with all its conditions. */
export function scenarioSections(context: PageContext): Markup {
  const sections = groupsOf(context.conditions).map((group, position) => {
    const articles = group.members.map(({ condition, index }) => conditionSection(condition, index, context));
    return markup`<section class="scenario" id="scenario-${String(position + 1)}"><h2>${group.scenario}</h2>${aboutScenario(group)}
${articles}</section>
`;
  });
  return markup`${sections}`;
}

/** The list of links beside the page. */
export function navigation(context: PageContext): Markup {
  const { conditions, document } = context;
  const groups = groupsOf(conditions).map(({ scenario, members }, position) => {
    const links = members.map(
      ({ condition, index }) =>
        markup`<li><a href="#${anchorOf(index)}">${condition.label || 'evidence'}</a></li>`,
    );
    return markup`<li><a href="#scenario-${String(position + 1)}">${scenario}</a><ul>${links}</ul></li>
`;
  });
  const closed = !holdsVersions(context) && conditions.some(({ openLoop }) => openLoop === null);
  const curves = loadCurves(document).length > 0;
  return markup`<nav aria-label="Sections"><ul>
<li><a href="#verdicts">Verdicts</a></li><li><a href="#trust">Trust</a></li>${closed && markup`<li><a href="#winners">Who wins where</a></li>`}${curves && markup`<li><a href="#load">Latency against load</a></li>`}${document.crossings.length > 0 && markup`<li><a href="#crossover">Where it changes</a></li>`}<li><a href="#beliefs">Beliefs</a></li>
${groups}
<li><a href="#environment">Environment and method</a></li><li><a href="#raw">Raw data</a></li></ul></nav>`;
}
