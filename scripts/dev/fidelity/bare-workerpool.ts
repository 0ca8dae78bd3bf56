/** A plain worker of workerpool, as a thread or a process: the loop of bare-worker.ts, offered by its name. */
import workerpool from 'workerpool';
import runLoop from './bare-worker.ts';

workerpool.worker({ runLoop });
