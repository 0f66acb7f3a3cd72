export * from './adapter.ts'
export type * from './canonical.ts'
export { decimalOf, exponentOf, minorOf } from './money.ts'
export { findAdapter, listAdapters } from './registry.ts'
