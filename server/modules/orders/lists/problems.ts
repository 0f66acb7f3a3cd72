import { defineProblems } from '#platform/problem.ts'

export const ListProblem = defineProblems({
  page_too_deep: [400, 'Pages by number end here. Go on with `cursor`, or narrow the list.'],
  export_incomplete: [
    409,
    'More orders match the search than can be sorted. Sort by date, or search for more of it.',
  ],
  view_not_found: [404, 'There is no such view.'],
  view_name_taken: [409, 'You have a view with this name. Choose another, or change that one.'],
  shared_view_name_taken: [
    409,
    'There is a shared view with this name. Choose another, or keep this one to yourself.',
  ],
  too_many_views: [409, 'You have as many views as there can be. Remove one first.'],
})
