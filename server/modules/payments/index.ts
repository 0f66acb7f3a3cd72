export * from './batch.ts'
export { paymentJobs } from './jobs.ts'
export { settleCharge } from './settle-charge.ts'
