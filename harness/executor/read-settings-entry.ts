/** The process in which a user's module of pool options is imported: whatever the import does, it does it here. */
import { toErrorRecord } from '../errors.ts';
import { onOrphaned } from '../on-orphaned.ts';
import { shieldParent } from './shield-parent.ts';

const sendToParent = process.send?.bind(process);
const exit = process.exit.bind(process);
shieldParent();
onOrphaned(() => exit(0));
const [, , moduleUrl = ''] = process.argv;

/** Scalars of one exported object; `options` of a pool that was made is looked at, too. */
function scalarsOf(value: unknown): Record<string, string | number | boolean> {
  if (typeof value !== 'object' || value === null) return {};
  const own = value as Record<string, unknown>;
  const inner = typeof own.options === 'object' && own.options !== null ? scalarsOf(own.options) : {};
  const scalars = Object.entries(own).flatMap(([name, item]) =>
    typeof item === 'number' || typeof item === 'string' || typeof item === 'boolean' ? [[name, item]] : [],
  );
  return { ...inner, ...(Object.fromEntries(scalars) as Record<string, string | number | boolean>) };
}

try {
  const exported = (await import(moduleUrl)) as Record<string, unknown>;
  const settings = Object.values(exported).map(scalarsOf);
  const direct = scalarsOf(exported);
  const uvThreads = process.env.UV_THREADPOOL_SIZE;
  sendToParent?.(
    {
      settings: Object.assign(
        {},
        ...settings,
        direct,
        uvThreads === undefined ? {} : { UV_THREADPOOL_SIZE: Number(uvThreads) },
      ),
    },
    () => exit(0),
  );
} catch (error) {
  sendToParent?.({ error: toErrorRecord(error, 'CROSSOVER_SCENARIO_LOAD') }, () => exit(0));
}
