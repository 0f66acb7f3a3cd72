export { integrityCommands } from './commands.ts'
export { integrityJobs } from './jobs.ts'
export { integrityRoutes } from './routes.ts'
export { verify, type Verification } from './verify.ts'
