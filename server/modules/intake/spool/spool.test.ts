import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { scene } from '#tests/scene.ts'
import { Spool, type Spooled } from './spool.ts'

const message = (id: string) => ({ id, storeId: newId(), headers: {}, body: Buffer.from(id) })

test('what was only slow and is done by itself is not done again from the disk', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-spool-'))
  await using world = await scene({ PENSTOCK_DATA_DIR: folder })
  const drained: string[] = []
  const drain = async (messages: Spooled[]) => {
    drained.push(...messages.map(({ id }) => id))
    return []
  }
  const spool = new Spool(world.runtime, { bytesMax: 1_048_576, drain })
  await spool.start()
  const [slow, failed, gone] = [newId(), newId(), newId()]
  const ends = Promise.withResolvers<boolean>()
  await spool.put(message(slow), ends.promise)
  await spool.put(message(failed), Promise.resolve(false))
  await spool.put(message(gone))
  // Nothing overtakes it: whoever waits behind it may be about the same order.
  expect(drained).toEqual([])
  expect(spool.state.waiting).toBe(3)
  ends.resolve(true)
  await expect.poll(() => spool.isInUse).toBe(false)
  expect(drained).toEqual([failed, gone])
  expect(spool.state).toMatchObject({ waiting: 0, since: null })
  await spool.stop()
  await rm(folder, { recursive: true, force: true })
})
