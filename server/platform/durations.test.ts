import { expect, test } from 'vitest'
import { durations } from './durations.ts'
import { createMetrics } from './metrics.ts'

test('it tells the same as a histogram of the library', async () => {
  const [ours, theirs] = [createMetrics(), createMetrics()]
  const about = ['took_seconds', 'How long it took.', [0.1, 1]] as const
  const ofRoute = durations(ours, ...about)
  const known = theirs.histogram(about[0], about[1], [...about[2]], ['route'])
  for (const route of ['/mugs', '/cups']) {
    const observe = ofRoute({ route })
    for (const seconds of [0.05, 0.1, 0.4, 1, 7]) {
      observe(seconds)
      known.observe({ route }, seconds)
    }
  }
  expect(linesOf(await ours.registry.metrics())).toEqual(linesOf(await theirs.registry.metrics()))
})

/** The labels of one line may stand in any order. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) =>
      line.replace(/\{(.*)\}/, (_all, labels: string) => labels.split(',').toSorted().join(',')),
    )
