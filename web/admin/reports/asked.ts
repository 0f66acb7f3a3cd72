import type { ReportsSearch } from './routes.ts'

/**
 * The question of a report, for its page and for its file. All currencies come at once, so that
 * each of them can be chosen. Among the channels each store has a row of its own, so a store that
 * was chosen for another report does not hide the others.
 */
export const asked = ({ report, from, until, compare, store }: ReportsSearch) => ({
  ...{ from, to: until, store: report === 'channels' ? undefined : store },
  compare: compare === 'none' ? undefined : (compare ?? 'previous'),
})
