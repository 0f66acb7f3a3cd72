import { Lane } from '#platform/lane.ts'
import { scene } from './scene.ts'

/** A scene and a lane to its database, which ends with it. */
export async function laneScene() {
  const world = await scene()
  const { log } = world.runtime
  const lane = new Lane(world.url, { log, queryTimeoutMs: 2_000, connectTimeoutMs: 2_000 })
  const close = world[Symbol.asyncDispose]
  return Object.assign(world, {
    lane,
    [Symbol.asyncDispose]: async () => {
      await lane.close()
      await close()
    },
  })
}
