export { OwnershipLost, requestRebuild, requestStepBack } from './builds.js';
export type { Difference, Poison } from './builds.js';
export type { LeaseOptions } from './leases.js';
export { Runner } from './runner.js';
export type { Changed, Progress, RunnerOptions, Trouble } from './runner.js';
export { readStatus } from './status.js';
export type { ProjectionState, ProjectionStatus } from './status.js';
export { openViews } from './views.js';
export type { Freshness, Moved, View, Views, ViewsOptions } from './views.js';
