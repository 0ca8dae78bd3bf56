/**
 * What `npm run bench` and its like start: the command line, in the folder in which the user typed. npm runs scripts in the folder of
 * the package and leaves the other in INIT_CWD; paths are meant from there. Only this clone's scripts come this way: a line such as
 * `crossover run bench/parse.ts` in somebody's own package.json means the folder of that package.
 */
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import('../../dist/scripts/cli.js');
