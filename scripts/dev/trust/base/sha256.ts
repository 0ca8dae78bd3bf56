import { sha256 } from '../workloads.ts';

export default sha256('base');
