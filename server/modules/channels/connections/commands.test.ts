import { expect, test } from 'vitest'
import type { Options } from '#platform/command.ts'
import { scene } from '#tests/scene.ts'
import { connectionCommands } from './commands.ts'

type Shown = { stores: { settings: { mode: string | null } }[] }

async function stage() {
  const world = await scene()
  const { runtime, ctx } = world
  const run = async (name: string, options: Options = {}, ...words: string[]) => {
    const command = connectionCommands.find((one) => one.name === name)!
    const { json } = await command.run({ runtime, ctx, directUrl: world.url }, options, words)
    return (json as Shown).stores[0]!.settings.mode
  }
  return { run, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const vendor = (uid: string) => ({ platform: 'blinkit', uid, name: `Blinkit ${uid}` })

test('the kind of an account is chosen when it is connected, and can be changed', async () => {
  await using here = await stage()
  expect(await here.run('stores add', vendor('1'))).toBeNull()
  expect(await here.run('stores add', { ...vendor('2'), mode: 'vendor' })).toBe('vendor')
  expect(await here.run('stores change', { mode: 'marketplace' }, 'Blinkit 2')).toBe('marketplace')
  expect(await here.run('stores change', { name: 'Other' }, 'Blinkit 2')).toBe('marketplace')
  expect(await here.run('stores change', { mode: 'none' }, 'Other')).toBeNull()
})

test('a kind of account that the platform does not have is refused, and its kinds are named', async () => {
  await using here = await stage()
  await expect(here.run('stores add', { ...vendor('1'), mode: 'market' })).rejects.toMatchObject({
    details: {
      errors: [
        {
          pointer: '/body/settings/mode',
          detail: 'There is no such kind of account; this platform has vendor, marketplace.',
        },
      ],
    },
  })
  await here.run('stores add', vendor('1'))
  await expect(here.run('stores change', { mode: 'v0' }, 'Blinkit 1')).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
