export * from './engine/command.ts'
export { applySale, type NextVersion } from './channel/apply-sale.ts'
export {
  findDocument,
  findOrderId,
  listBuyers,
  listUnanswered,
  listUnmapped,
  type Unmapped,
  listWaitingPieces,
  type StoredDocument,
  type Unanswered,
  noteHeard,
} from './channel/store.ts'
export { orderChecks } from './checks.ts'
export { promisedBy } from './dispatch-promise.ts'
export { customerOrderRoutes } from './customers/routes.ts'
export { OrderEngine } from './engine/engine.ts'
export { snapshotOf } from './engine/write.ts'
export { hasSold } from './channel/has-sold.ts'
export { lockSold, readSold, type Sold } from './channel/read-sold.ts'
export { changeOf, foldOrder, type OrderEvent } from './fold.ts'
export { orderJobs } from './jobs.ts'
export { orderListRoutes } from './lists/routes.ts'
export { followOrders, rebuild as rebuildOrderSearch } from './lists/search-index/follow-orders.ts'
export {
  advance,
  type Axes,
  fulfilmentOf,
  isInHouse,
  type Order,
  type Step,
  type Totals,
} from './order.ts'
export type { Parcel } from './parcel.ts'
export { keptLines } from './pieces.ts'
export { placeOrder } from './place-order.ts'
export { orderRoutes } from './routes.ts'
export { changesSale, type Sale, saleOf, type SoldLine } from './sales/sale.ts'
export { placedOfChanged, salesIn, soldLinesIn, type Span } from './sales/store.ts'
export { salesSettings } from './shop-terms.ts'
export { listShort } from './shortages.ts'
export { findOrder, orderNumbers } from './store.ts'
export { stepEvents, takeStep, takeStepIn, toldOf } from './take-step.ts'
