/**
 * The numbers of our advisory locks. Any would do, but no two may be the same, and each stays what
 * it is: during an update the release before and the one after must meet at it. 7_364_628 and those
 * from 7_364_640 on belong to modules that follow the history.
 */
export const ADVISORY_LOCKS = {
  migrate: 7_364_626,
  dispatch: 7_364_627,
  restore: 7_364_629,
} as const
