/**
 * The numbers of all advisory locks of the product that are not made from a name. They stand in one
 * table so that no two can be the same. A number never changes: while a release is rolled out, the
 * old and the new processes must take the same lock.
 */
export const ADVISORY_LOCKS = {
  migrate: 7_364_626,
  dispatch: 7_364_627,
  orderSearch: 7_364_628,
  restore: 7_364_629,
  stockPush: 7_364_640,
  sales: 7_364_641,
} as const

export type AdvisoryLock = (typeof ADVISORY_LOCKS)[keyof typeof ADVISORY_LOCKS]
