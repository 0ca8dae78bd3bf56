/** Period of the event-loop probe; apart, because reading a document needs it and must not load any clock. */
export const PROBE_PERIOD_MS = 2;
