/** An analyser reads a finished document and gives its doubts as data: evidence from this run, and a remedy. */
import type { Finding, RunDocument } from '../result/schema.ts';

export type Analyser = (document: RunDocument) => Finding[];
