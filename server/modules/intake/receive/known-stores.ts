import { setTimeout as delay } from 'node:timers/promises'
import { findAdapter, listAdapters, type Message } from '#channels'
import type { Runtime } from '#platform/context.ts'
import type { Listener } from '#platform/listener.ts'
import type { Secrets } from '#platform/secrets.ts'
import {
  type Credentials,
  listAllAccounts,
  openCredentials,
  type StoreAccount,
  STORES_CHANGED,
  validSecrets,
} from '#stores'

export type KnownStores = {
  byKey(key: string): Promise<StoreAccount[]>
  /** Of whom a message says that it comes; nothing is believed yet. */
  recognise(message: Message): Promise<StoreAccount[]>
  get(storeId: string): StoreAccount | undefined
  ofOrg(orgId: string): StoreAccount[]
  /** As `get`, and looks into the database for one that is new. */
  find(storeId: string): Promise<StoreAccount | undefined>
  secretsOf(account: StoreAccount, now: Date): string[]
  /** Whether the last look at the stores went well, so that an unknown one is really unknown. */
  readonly areLoaded: boolean
  stop(): void
}

const RELOAD_EVERY_MS = 30_000
/** A flood of messages of strangers waits together for one look into the database at a time. */
const LOOK_EVERY_MS = 100

/** What messages may be signed with: never what opens the platform for us, such as a token. */
const SIGNING = /^webhookSecret/

type Memory = {
  accounts: ReadonlyMap<string, StoreAccount>
  byKey: ReadonlyMap<string, StoreAccount[]>
  byUid: ReadonlyMap<string, StoreAccount[]>
}

/**
 * All stores with their secrets, in memory: a message is judged without the database, and also
 * while there is none. Who changes a store tells all processes.
 */
export async function knownStores(runtime: Runtime, listener?: Listener): Promise<KnownStores> {
  const { db, log, secrets } = runtime
  let memory: Memory = { accounts: new Map(), byKey: new Map(), byUid: new Map() }
  let areLoaded = false
  let loadedAt = -Infinity
  let loading: Promise<void> | undefined

  const load = async (): Promise<void> => {
    try {
      memory = memoryOf(await listAllAccounts(db))
      areLoaded = true
    } catch (error) {
      // What is known stays: an old secret serves better than none.
      areLoaded = false
      log.warn({ err: error }, 'intake.stores_not_read')
    } finally {
      loadedAt = performance.now()
      loading = undefined
    }
  }
  const reload = (): Promise<void> => (loading ??= load())
  /** A look that was begun before may have missed what is new. */
  let next: Promise<void> | undefined
  const lookAnew = (): Promise<void> =>
    (next ??= (async () => {
      await loading
      await delay(Math.max(0, loadedAt + LOOK_EVERY_MS - performance.now()))
      next = undefined
      await reload()
    })())
  const find = async (look: () => StoreAccount[] | undefined): Promise<StoreAccount[]> => {
    const known = look()
    if (known) return known
    await lookAnew()
    return look() ?? []
  }

  const openedOf = opener(secrets)
  await reload()
  const unlisten = listener?.listen(STORES_CHANGED, () => void reload())
  const timer = setInterval(() => void reload(), RELOAD_EVERY_MS)
  timer.unref()
  return {
    byKey: (key) => find(() => memory.byKey.get(key)),
    recognise: (message) => {
      const names = namesOf(message)
      return find(() => names.map((name) => memory.byUid.get(name)).find((found) => found))
    },
    get: (storeId) => memory.accounts.get(storeId),
    ofOrg: (orgId) => [...memory.accounts.values()].filter((one) => one.orgId === orgId),
    find: async (storeId) => {
      if (!memory.accounts.has(storeId)) await lookAnew()
      return memory.accounts.get(storeId)
    },
    secretsOf(account, now) {
      const { platform } = account
      const fields = findAdapter(platform)?.fields ?? []
      const names = fields.filter(({ name }) => SIGNING.test(name)).map(({ name }) => name)
      return validSecrets(openedOf(account), names, now)
    },
    get areLoaded() {
      return areLoaded
    },
    stop() {
      clearInterval(timer)
      unlisten?.()
    },
  }
}

/** Opening costs more than judging a signature, and each reload brings new objects. */
function opener(secrets: Secrets): (account: StoreAccount) => Credentials {
  const opened = new WeakMap<StoreAccount, Credentials>()
  return (account) => {
    const { id, credentialsSealed } = account
    const credentials = opened.get(account) ?? openCredentials(secrets, id, credentialsSealed)
    opened.set(account, credentials)
    return credentials
  }
}

const namesOf = (message: Message): string[] =>
  listAdapters().flatMap((adapter) => {
    const found = adapter.recognise(message)
    return found ? [`${adapter.platform}/${found.uid}`] : []
  })

function memoryOf(accounts: StoreAccount[]): Memory {
  const nameOf = ({ platform, uid }: StoreAccount) =>
    `${platform}/${findAdapter(platform)?.uidOf?.(uid) ?? uid}`
  return {
    accounts: new Map(accounts.map((account) => [account.id, account])),
    byKey: Map.groupBy(accounts, ({ key }) => key),
    byUid: Map.groupBy(accounts, nameOf),
  }
}
