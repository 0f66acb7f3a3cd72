import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'
import * as channels from '#channels'
import type { Ctx, Runtime } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import type { Lifecycle } from '#platform/lifecycle.ts'
import { newToken } from '#platform/random.ts'
import { live, readSetting } from '#settings'
import { listAccounts, type StoreAccount } from '#stores'
import { catalogue } from './seed/catalogue.ts'
import * as store from './seed/demo-store.ts'

const SIMULATORS = path.resolve(import.meta.dirname, '../simulators/main.ts')
const READY_MS_MAX = 20_000
const PRODUCTS = 6

/** The page of all simulated platforms: what a person would copy from each to connect a store. */
const Index = z.object({
  simulators: z.array(
    z.object({
      url: z.url(),
      controls: z.url(),
      account: z.object({
        platform: z.string(),
        uid: z.string(),
        credentials: z.record(z.string(), z.string()),
        settings: z.record(z.string(), z.string()).optional(),
      }),
    }),
  ),
})
type Simulated = z.output<typeof Index>['simulators'][number]

/**
 * Gives the demo life: simulated platforms as a process of their own, a store on each of them, and
 * buyers who order there while one looks. The product does not know that they are not real.
 */
export async function liveDemo(
  ctx: Ctx,
  { lifecycle, origin }: { lifecycle: Lifecycle; origin: string },
): Promise<void> {
  // Not beside what people have made, and not again once the demo was cleared.
  if (!(await store.findMade(ctx.db, ctx.orgId))) return
  const url = await startSimulators(ctx, lifecycle, ctx.config.simulatorsPort).catch(() =>
    startSimulators(ctx, lifecycle, 0),
  ) // Its port may be taken, by another Penstock for one.
  ctx.outbound.setAllowPrivate([...ctx.config.outboundPrivate, new URL(url).host])
  const { simulators } = Index.parse(await (await fetch(url)).json())
  const goods = goodsOf()
  for (const simulated of simulators) {
    await stockUp(simulated, goods)
    await connect(ctx, simulated, origin).catch((error: unknown) => {
      const { platform } = simulated.account
      ctx.log.warn({ err: error, platform }, 'demo.store_not_connected')
    })
  }
}

/**
 * The simulated platforms ended with the process before this one. Until they are back nothing is
 * asked there, so a second start does not begin with a page of failed calls.
 */
export async function restSimulatedStores(ctx: Ctx): Promise<void> {
  const simulated = await store.listSimulated(ctx.db, ctx.orgId)
  for (const { id, state } of await listAccounts(ctx.db, ctx.orgId)) {
    if (!simulated.includes(id) || state !== 'active') continue
    await channels.changeStore(ctx, { storeId: id, change: { state: 'disconnected' } })
  }
}

/** Ends with us, even when we are killed: its channel closes then. */
async function startSimulators(ctx: Ctx, lifecycle: Lifecycle, port: number): Promise<string> {
  const isLively = await readSetting(ctx, live.demoTraffic)
  const child = spawn(process.execPath, [SIMULATORS], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: {
      ...process.env,
      PENSTOCK_SIMULATORS_PORT: String(port),
      // Other orders at each start: those of the last one are in our books already.
      PENSTOCK_SIMULATORS_SEED: String(ctx.clock.now().getTime() % 2_147_483_647),
      ...(!isLively && { PENSTOCK_SIMULATORS_EVERY_MS: '0' }),
    },
  })
  lifecycle.add('simulated platforms', {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  })
  const said = once(child.stdout!, 'data', { signal: AbortSignal.timeout(READY_MS_MAX) })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The simulated platforms ended with ${code}; is their port taken?`)
  })
  const [line] = (await Promise.race([said, ended])) as [Buffer]
  return /https?:\S+/.exec(line.toString())![0]
}

/** The same SKUs as ours, so that every listing maps itself. */
const goodsOf = () =>
  catalogue(PRODUCTS).flatMap(({ name, variants }) =>
    variants.map((variant) => ({
      ...{ sku: variant.sku, title: name, variantTitle: variant.name || null, quantity: 20 },
      ...{ grams: variant.weightG },
      pricesMinor: Object.fromEntries(
        variant.prices.map(({ currency, priceMinor }) => [currency, priceMinor]),
      ),
    })),
  )

async function stockUp({ controls }: Simulated, goods: unknown): Promise<void> {
  await fetch(`${controls}goods`, { method: 'POST', body: JSON.stringify({ goods }) })
}

async function connect(ctx: Ctx, simulated: Simulated, origin: string): Promise<void> {
  const { platform, uid, settings } = simulated.account
  const credentials = { webhookSecret: newToken(), ...simulated.account.credentials }
  const accounts = await listAccounts(ctx.db, ctx.orgId)
  const known = accounts.find((one) => one.platform === platform && one.uid === uid)
  const account = known
    ? await renew(ctx, known, { baseUrl: simulated.url, credentials })
    : await add(ctx, simulated, { credentials, settings })
  const client = (await channels.connectStore(ctx, account.id)).client
  if (client.ensureWebhooks) {
    const address = new URL(`/import-orders/${account.key}`, origin).href
    await channels.ensureWebhooks(ctx, account.id, address)
  }
}

/** What the shop of the demo promises where a platform names no time. */
const SETTINGS = { shipsWithinHours: 48 }

async function add(
  ctx: Ctx,
  { url: baseUrl, account: { platform, uid } }: Simulated,
  given: { credentials: Record<string, string>; settings: Record<string, string> | undefined },
): Promise<StoreAccount> {
  const { credentials, settings } = given
  const title = channels.findAdapter(platform)?.title ?? platform
  const account = await channels.addStore(ctx, {
    ...{ platform, uid, name: `${title}, simulated`, credentials, baseUrl },
    settings: { ...SETTINGS, ...settings },
  })
  await inTransaction(ctx.db, (tx) =>
    ctx.emit(tx, { type: 'demo.connected', subject: store.DEMO, data: { storeId: account.id } }),
  )
  return account
}

/** The platforms have forgotten everything since the last start, and live at another port. */
async function renew(
  ctx: Ctx,
  { id, state }: StoreAccount,
  { baseUrl, credentials }: { baseUrl: string; credentials: Record<string, string> },
): Promise<StoreAccount> {
  await channels.replaceCredentials(ctx, { storeId: id, credentials, overlapHours: 0 })
  // Whoever has paused it wants quiet.
  const change = { baseUrl, ...(state === 'disconnected' && { state: 'active' as const }) }
  return channels.changeStore(ctx, { storeId: id, change })
}

/** In the background: the shop is open before its outside is. */
export function startLiveDemo(
  runtime: Runtime,
  ctx: Ctx,
  parts: { lifecycle: Lifecycle; origin: string },
): void {
  liveDemo(ctx, parts).catch((error: unknown) => {
    runtime.log.warn({ err: error }, 'demo.not_live')
  })
}
