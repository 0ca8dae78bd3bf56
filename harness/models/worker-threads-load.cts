/**
 * What Piscina loads in each worker: CommonJS that imports the worker's side. Piscina loads by `require`, and a thread
 * that is ended while Node.js requires an ES module aborts the whole process (the assertion `InstantiateModule` in
 * `ModuleWrap::CreateRequiredModuleFacade`, Node 20.20); an `import` that is cut short costs nothing.
 */
const runTask = import('./worker-threads-entry.ts').then(async (entry) => {
  await entry.opening; // a worker that says it is ready is; and one that blocks while it idles would never come to be
  return entry.runTask;
});

export = runTask;
