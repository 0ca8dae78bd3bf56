import { parseJson } from '../workloads.ts';

export default parseJson('base');
