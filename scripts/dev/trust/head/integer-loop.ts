import { integerLoop } from '../workloads.ts';

export default integerLoop('head');
