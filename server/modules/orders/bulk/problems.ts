import { defineProblems } from '#platform/problem.ts'

export const BulkProblem = defineProblems({
  bulk_not_found: [404, 'There is no such run.'],
  bulk_under_way: [409, 'The run is still under way.'],
  bulk_ended: [409, 'The run has ended already.'],
  nothing_to_retry: [409, 'Nothing of this run has failed or was left out.'],
  nothing_to_undo: [409, 'This run has changed nothing.'],
  bulk_not_undoable: [409, 'What this run did to the orders cannot be taken back.'],
  bulk_undone: [409, 'This run has been taken back already.'],
  no_document: [409, 'This run changes orders and makes no document.'],
  search_too_wide: [422, 'The search finds more than can be looked through. Narrow it.'],
})
