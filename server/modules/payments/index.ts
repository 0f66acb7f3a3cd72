export * from './batch.ts'
export { paymentChecks } from './checks.ts'
export { paymentJobs } from './jobs.ts'
export { settleCharge } from './settle-charge.ts'
