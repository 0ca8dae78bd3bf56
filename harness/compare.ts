export const FAILED_IN_HEAD = 'failed-in-head';
