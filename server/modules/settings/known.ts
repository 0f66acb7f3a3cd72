import type { Db } from '#platform/database.ts'
import { listStored, readVersions } from './store.ts'

type OrgSettings = { values: ReadonlyMap<string, unknown>; version: number }

const ORGS_MAX = 1_000

/** What this process knows of the orgs' settings. */
export class Known {
  readonly #db: Db
  readonly #orgs = new Map<string, Promise<OrgSettings>>()

  constructor(db: Db) {
    this.#db = db
  }

  get(orgId: string): Promise<OrgSettings> {
    const known = this.#orgs.get(orgId)
    if (known) return known
    const loading = load(this.#db, orgId)
    this.#orgs.set(orgId, loading)
    loading.catch(() => this.#drop(orgId, loading))
    const oldest = this.#orgs.keys().next().value
    if (this.#orgs.size > ORGS_MAX && oldest) this.#orgs.delete(oldest)
    return loading
  }

  /** A load that is under way may have read the old value, so it goes as well. */
  forget(orgId: string | undefined): void {
    if (orgId) this.#orgs.delete(orgId)
    else this.#orgs.clear()
  }

  /** Forgets whatever is no longer what the database says. */
  async compare(): Promise<void> {
    const held = [...this.#orgs]
    if (held.length === 0) return
    const versions = await readVersions(
      this.#db,
      held.map(([orgId]) => orgId),
    )
    for (const [orgId, loading] of held) {
      const { version } = await loading
      if (version !== (versions.get(orgId) ?? 0)) this.#drop(orgId, loading)
    }
  }

  #drop(orgId: string, loading: Promise<OrgSettings>): void {
    if (this.#orgs.get(orgId) === loading) this.#orgs.delete(orgId)
  }
}

export async function load(db: Db, orgId: string): Promise<OrgSettings> {
  const stored = await listStored(db, orgId)
  return {
    values: new Map(stored.map(({ key, value }) => [key, value])),
    version: stored.reduce((sum, { version }) => sum + version, 0),
  }
}
