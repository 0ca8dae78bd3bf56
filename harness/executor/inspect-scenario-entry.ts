/** The process in which a user's file is imported for the first time: whatever the import does, it does it here. */
import { toErrorRecord } from '../errors.ts';
import { onOrphaned } from '../on-orphaned.ts';
import { describeScenario, type InspectAnswer } from './inspect-protocol.ts';
import { loadScenario } from './load-scenario.ts';
import { shieldParent } from './shield-parent.ts';

const sendToParent = process.send?.bind(process);
const exit = process.exit.bind(process);
shieldParent();
onOrphaned(() => exit(0));
const [, , moduleUrl = '', label = ''] = process.argv;

const answer: InspectAnswer = await loadScenario(moduleUrl, label).then(
  (scenario) => ({ description: describeScenario(scenario) }),
  (error: unknown) => ({ error: toErrorRecord(error, 'CROSSOVER_SCENARIO_LOAD') }),
);
// A module may hold timers or sockets open: the question is answered all the same.
sendToParent?.(answer, () => exit(0));
