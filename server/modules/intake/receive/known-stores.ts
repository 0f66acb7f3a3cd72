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
  /** The stores that a message claims to come from; nothing is verified yet. */
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
/** The stores are read at most once in this time, however many messages name an unknown one. */
const READ_EVERY_MS = 100

/** The credentials that sign messages. Those that open the platform for us must never do that. */
const SIGNING = /^webhookSecret/

type Memory = {
  accounts: ReadonlyMap<string, StoreAccount>
  byKey: ReadonlyMap<string, StoreAccount[]>
  byUid: ReadonlyMap<string, StoreAccount[]>
}

/**
 * Keeps all stores with their secrets in memory, so that messages are verified without the database
 * and also while it is away. Whoever changes a store notifies all processes.
 */
export async function knownStores(runtime: Runtime, listener?: Listener): Promise<KnownStores> {
  const stores = new StoreMemory(runtime)
  const openedOf = opener(runtime.secrets)
  await stores.reload()
  // A reading that is under way may have begun before the change, such as that of a secret.
  const unlisten = listener?.listen(STORES_CHANGED, () => void stores.readAnew())
  const timer = setInterval(() => void stores.reload(), RELOAD_EVERY_MS)
  timer.unref()
  return {
    byKey: (key) => stores.find(({ byKey }) => byKey.get(key)),
    recognise: (message) => {
      const names = namesOf(message)
      return stores.find(({ byUid }) => names.map((name) => byUid.get(name)).find(Boolean))
    },
    get: (storeId) => stores.memory.accounts.get(storeId),
    ofOrg: (orgId) => [...stores.memory.accounts.values()].filter((one) => one.orgId === orgId),
    find: async (storeId) => {
      if (!stores.memory.accounts.has(storeId)) await stores.readAnew()
      return stores.memory.accounts.get(storeId)
    },
    secretsOf(account, now) {
      const { platform } = account
      const fields = findAdapter(platform)?.fields ?? []
      const names = fields.filter(({ name }) => SIGNING.test(name)).map(({ name }) => name)
      return validSecrets(openedOf(account), names, now)
    },
    get areLoaded() {
      return stores.areLoaded
    },
    stop() {
      clearInterval(timer)
      unlisten?.()
    },
  }
}

/** The stores as they were read last. Those who ask for an unknown one share the next reading. */
class StoreMemory {
  memory: Memory = { accounts: new Map(), byKey: new Map(), byUid: new Map() }
  areLoaded = false
  readonly #runtime: Pick<Runtime, 'db' | 'log'>
  #loadedAt = -Infinity
  #loading: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(runtime: Pick<Runtime, 'db' | 'log'>) {
    this.#runtime = runtime
  }

  async find(find: (memory: Memory) => StoreAccount[] | undefined): Promise<StoreAccount[]> {
    const known = find(this.memory)
    if (known) return known
    await this.readAnew()
    return find(this.memory) ?? []
  }

  reload(): Promise<void> {
    return (this.#loading ??= this.#load())
  }

  /** A reading that has begun already may miss a new store, so another one follows it. */
  readAnew(): Promise<void> {
    return (this.#next ??= (async () => {
      await this.#loading
      await delay(Math.max(0, this.#loadedAt + READ_EVERY_MS - performance.now()))
      this.#next = undefined
      await this.reload()
    })())
  }

  async #load(): Promise<void> {
    const { db, log } = this.#runtime
    try {
      this.memory = memoryOf(await listAllAccounts(db))
      this.areLoaded = true
    } catch (error) {
      // The stores that are known stay, because old secrets serve better than none.
      this.areLoaded = false
      log.warn({ err: error }, 'intake.stores_not_read')
    } finally {
      this.#loadedAt = performance.now()
      this.#loading = undefined
    }
  }
}

/** Opens the credentials of each account once, since that costs more than checking a signature. */
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
