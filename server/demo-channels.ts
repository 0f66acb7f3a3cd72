import { z } from 'zod'
import * as channels from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { every, type Repeated } from '#platform/jobs-runtime/every.ts'
import type { Lifecycle } from '#platform/lifecycle.ts'
import { newToken } from '#platform/random.ts'
import { listAccounts, type StoreAccount } from '#stores'
import { forgetSimulated, runSimulators, type Simulators } from './demo-simulators.ts'
import { catalogue } from './seed/catalogue.ts'
import * as store from './seed/demo-store.ts'

const PRODUCTS = 6

/**
 * The index page of the simulated platforms: for each, what a person would enter to connect a
 * store.
 */
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

type Reached = {
  /** The address at which the simulated platforms reach us. */
  origin: string
  /** Called once they run, with the address of their index page. */
  onUp?: (url: string) => void
}

const LOOK_MS = 1_000

/**
 * Brings the demo to life: simulated platforms in a process of their own, a store on each of them,
 * and buyers who order there while somebody watches. The product does not know that they are not
 * real. They start and end with the demo in the background, so that the shop does not wait for
 * them. It is prepared before the jobs start, so that at a stop the platforms still answer what the
 * last jobs ask them.
 */
export function prepareDemo(ctx: Ctx, lifecycle: Lifecycle): { follow(reached: Reached): void } {
  const ending = new AbortController()
  let outside: Simulators | undefined
  let looking: Repeated | undefined
  // A start that was broken off by the stop is no failure.
  const unlessEnding = (error: unknown) => {
    if (!ending.signal.aborted) throw error
  }
  const look = async ({ origin, onUp }: Reached) => {
    const made = await store.findMade(ctx.db, ctx.orgId)
    if ((made !== undefined) === (outside !== undefined) || ending.signal.aborted) return
    if (made) {
      outside = await runSimulators(ctx, { madeAt: made.at, signal: ending.signal })
      await openStores(ctx, outside.url, origin)
      onUp?.(outside.url)
    } else {
      await outside?.stop()
      outside = undefined
      await forgetSimulated(ctx)
    }
  }
  lifecycle.add('simulated platforms', {
    unready: () => ending.abort(),
    stop: async () => {
      await looking?.stop()
      await outside?.stop()
    },
  })
  return {
    follow: (reached) => {
      looking = every(LOOK_MS, 'demo', ctx.log, () => look(reached).catch(unlessEnding))
    },
  }
}

/** Connects a store on each platform, unless somebody has connected that account themselves. */
export async function openStores(ctx: Ctx, url: string, origin: string): Promise<void> {
  ctx.outbound.allowOwn(new URL(url).host)
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

/** Lets a command call the stores of the demo, as the server that runs them does. */
export async function allowSimulated(ctx: Ctx): Promise<void> {
  if (!ctx.config.demo) return
  const simulated = await store.listSimulated(ctx.db, ctx.orgId)
  if (simulated.length === 0) return
  const accounts = await listAccounts(ctx.db, ctx.orgId)
  const hosts = accounts
    .filter(({ id, baseUrl }) => simulated.includes(id) && baseUrl?.startsWith(ON_THIS_MACHINE))
    .map(({ baseUrl }) => new URL(baseUrl!).host)
  for (const host of hosts) ctx.outbound.allowOwn(host)
}

const ON_THIS_MACHINE = 'http://127.0.0.1:'

/**
 * Disconnects the simulated stores at a start: their platforms ended with the previous process.
 * Nothing is called there until they are back, so that a second start does not begin with a page of
 * failures.
 */
export async function restSimulatedStores(ctx: Ctx): Promise<void> {
  const simulated = await store.listSimulated(ctx.db, ctx.orgId)
  for (const { id, state } of await listAccounts(ctx.db, ctx.orgId)) {
    if (!simulated.includes(id) || state !== 'active') continue
    await channels.changeStore(ctx, { storeId: id, change: { state: 'disconnected' } })
  }
}

/**
 * The goods of the simulated platforms. They have our SKUs, so that every listing is mapped
 * automatically.
 */
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
  const { platform, settings } = simulated.account
  const uid =
    channels.findAdapter(platform)?.uidOf?.(simulated.account.uid) ?? simulated.account.uid
  const credentials = { webhookSecret: newToken(), ...simulated.account.credentials }
  const accounts = await listAccounts(ctx.db, ctx.orgId)
  const simulatedIds = await store.listSimulated(ctx.db, ctx.orgId)
  const isOurs = ({ id }: StoreAccount) => simulatedIds.includes(id)
  const there = accounts.filter((one) => one.platform === platform)
  // Somebody has connected this account themselves, with their own address and secrets.
  if (there.some((one) => one.uid === uid && !isOurs(one))) return
  // Some platforms use their address as the uid of the account, and it may differ from the last
  // start.
  const known = there.find((one) => one.uid === uid) ?? there.find(isOurs)
  const account = known
    ? await renew(ctx, known, { uid, baseUrl: simulated.url, credentials })
    : await add(ctx, simulated, { credentials, settings })
  const client = (await channels.connectStore(ctx, account.id)).client
  if (client.ensureWebhooks) {
    const address = new URL(`/import-orders/${account.key}`, origin).href
    await channels.ensureWebhooks(ctx, account.id, address)
  }
}

/** The settings of the demo's stores, for platforms that name no time. */
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

/** Reconnects a store whose platform has forgotten its credentials, and may have another port. */
async function renew(
  ctx: Ctx,
  { id, state, uid: before }: StoreAccount,
  given: { uid: string; baseUrl: string; credentials: Record<string, string> },
): Promise<StoreAccount> {
  const { uid, baseUrl, credentials } = given
  await channels.replaceCredentials(ctx, { storeId: id, credentials, overlapHours: 0 })
  // A store that somebody has paused stays paused.
  const goesOn = state === 'disconnected' && { state: 'active' as const }
  const change = { baseUrl, ...(uid !== before && { uid }), ...goesOn }
  return channels.changeStore(ctx, { storeId: id, change })
}
