/**
 * Old documents are lifted one version at a time: the step from n to n + 1 is written once, when n + 1 is born, against
 * a frozen fixture, and never touched again. A newer version is refused by name: guessing at it would invent figures.
 */
import { CrossoverError } from '../errors.ts';
import { SCHEMA_VERSION } from './schema.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Key: the version that the step starts from. The step itself sets nothing but what changed. */
export type UpgradeSteps = Readonly<Record<number, (document: JsonObject) => JsonObject>>;

/** Version 1 is the first: there is nothing to lift yet. */
export const UPGRADE_STEPS: UpgradeSteps = {};

/**
 * The same document in the newest version (`schemaVersion` set by this function, step by step). Pure; the input is not
 * changed. Throws CROSSOVER_DOCUMENT for a version that is missing, unknown or newer than this release.
 */
export function upgradeDocument(
  raw: JsonObject,
  sourceLabel: string,
  steps: UpgradeSteps = UPGRADE_STEPS,
  newestVersion: number = SCHEMA_VERSION,
): JsonObject {
  let document = raw;
  let version = versionOf(raw, sourceLabel);
  if (version > newestVersion) {
    throw new CrossoverError(
      'CROSSOVER_DOCUMENT',
      `${sourceLabel} has schemaVersion ${version}; this release reads up to ${newestVersion}.`,
      { remedy: 'Install a newer crossover-bench to read it.' },
    );
  }
  while (version < newestVersion) {
    const step = steps[version];
    if (step === undefined) {
      throw new CrossoverError(
        'CROSSOVER_DOCUMENT',
        `${sourceLabel} has schemaVersion ${version}, which no release of Crossover wrote.`,
      );
    }
    version += 1;
    document = { ...step(document), schemaVersion: version };
  }
  return document;
}

function versionOf(raw: JsonObject, sourceLabel: string): number {
  const version = raw.schemaVersion;
  if (typeof version === 'number' && Number.isInteger(version)) return version;
  throw new CrossoverError(
    'CROSSOVER_DOCUMENT',
    `${sourceLabel} is JSON, but no document of Crossover: its schemaVersion is ${version === undefined ? 'missing' : `${JSON.stringify(version)}, not a whole number`}.`,
    { remedy: 'Give the result.json of a run, or its folder.' },
  );
}
