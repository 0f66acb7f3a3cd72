export * from './allocate.ts'
export * from './batch.ts'
export { settle } from './settle.ts'
export { listExpired, removeExpiry } from './store.ts'
