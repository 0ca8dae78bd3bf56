import { fanOut } from '../workloads.ts';

export default fanOut('head');
