import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropDatabase, emptyDatabase } from '#tests/scene.ts'
import { killJobs, timeToRescue } from './kill-jobs.ts'

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))

describe.concurrent(`workers killed at random moments (SEED=${SEED})`, () => {
  let urls: string[]
  beforeAll(async () => void (urls = await Promise.all([emptyDatabase(), emptyDatabase()])))
  afterAll(async () => void (await Promise.all(urls.map(dropDatabase))))

  // The long form with 50 kills: `./penstock bench jobs`.
  test('every event starts its jobs once, and each job is done', async () => {
    const result = await killJobs(urls[0]!, { kills: 5, seed: SEED })

    expect(result.events).toBeGreaterThan(20)
    expect(result).toMatchObject({ missing: 0, invented: 0, twice: 0, deadLetters: 0 })
  })

  test('the job of a killed worker begins again within 15 s', { retry: 2 }, async () => {
    expect(await timeToRescue(urls[1]!)).toBeLessThan(15_000)
  })
})
