import { defineProblems } from '#platform/problem.ts'

export const SeedProblem = defineProblems({
  seed_not_in_production: [
    409,
    'Made-up orders are never put among real ones: this is production.',
  ],
  seed_among_others: [
    409,
    'There are products or orders here already. Made-up orders among them are never told apart ' +
      'again, and a demo could not be cleared any more. Say --yes to add them all the same.',
  ],
  demo_not_alone: [
    409,
    'There are products or orders here already; the demo is only put into an empty shop.',
  ],
  demo_not_there: [409, 'There is no demo data here, or it was cleared before.'],
  demo_in_use: [
    409,
    'There is more here than the demo: orders, or things that lead to it. Nothing was cleared.',
  ],
})
