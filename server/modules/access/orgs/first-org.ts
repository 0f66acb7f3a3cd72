import type { Ctx, Runtime } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { newId, newToken } from '#platform/random.ts'
import * as audit from '#audit'
import { hashPassword } from '../passwords/hash.ts'
import { letIn } from '../people/let-in.ts'
import { hasOwner, insertUser, lockUserByEmail } from '../people/store.ts'
import { AccessProblem } from '../problems.ts'
import { perDatabase } from '../process-memory.ts'
import { findRoleByName, savePresetRoles } from '../roles/store.ts'
import { findDefaultOrg, insertOrg, lockFirstOrg, type Org } from './store.ts'

export type FirstOrg = {
  orgId: string
  /** Whether this call made the owner, and not an earlier start or another process. */
  created: boolean
  /** The generated password, to be shown once; absent when it was given. */
  password?: string
}

/** At every start: the first org has an owner, and all orgs have the roles of this release. */
export async function ensureFirstOrg(
  runtime: Runtime,
  owner: { email: string; password?: string | undefined },
): Promise<FirstOrg> {
  const now = runtime.clock.now()
  const orgId = await inTransaction(runtime.db, async (tx) => {
    const id = await lockFirstOrg(tx, newId(), now)
    await savePresetRoles(tx, now)
    return id
  })
  if (await hasOwner(runtime.db, orgId)) return { orgId, created: false }

  const password = owner.password ?? newToken(15)
  const passwordHash = await hashPassword(password) // Outside the transaction: it takes a while.
  const ctx = scoped(runtime, { orgId, actor: { type: 'system', id: null, name: 'first start' } })
  const created = await inTransaction(runtime.db, async (tx) => {
    await lockFirstOrg(tx, newId(), now)
    if (await hasOwner(tx, orgId)) return 'nobody' // Another process was faster.
    return addOwner(ctx, tx, { email: owner.email.toLowerCase(), passwordHash })
  })
  const isShown = created === 'new account' && owner.password === undefined
  return { orgId, created: created !== 'nobody', ...(isShown && { password }) }
}

async function addOwner(
  ctx: Ctx,
  tx: Tx,
  owner: { email: string; passwordHash: string | null },
): Promise<'new account' | 'old account'> {
  const now = ctx.clock.now()
  const { email, passwordHash } = owner
  const user = { id: newId(), email, name: 'Owner', passwordHash, passwordChangeDue: false, now }
  const isNew = passwordHash !== null && (await insertUser(tx, user))
  const person = await lockUserByEmail(tx, email)
  if (!person) throw AccessProblem.user_not_found()
  const role = await findRoleByName(tx, ctx.orgId, 'owner')
  await letIn(tx, person, { orgId: ctx.orgId, roleId: role!.id, now })
  const subject = { type: 'user', id: person.id }
  await audit.record(ctx, tx, { action: 'user.invited', subject, after: { email, role: 'owner' } })
  return isNew ? 'new account' : 'old account'
}

/** The org of visitors who have not signed in. It never changes, so it is read once. */
export async function defaultOrgId(runtime: Runtime): Promise<string> {
  const known = defaultOrg(runtime.db)
  known.id ??= await findDefaultOrg(runtime.db)
  if (!known.id) throw AccessProblem.not_set_up()
  return known.id
}

const defaultOrg = perDatabase((): { id?: string | undefined } => ({}))

/** Another brand or client, owned by somebody who has an account. */
export async function createOrg(
  runtime: Runtime,
  command: { name: string; slug: string; ownerEmail: string },
): Promise<Org> {
  const org = { id: newId(), slug: command.slug, name: command.name }
  const actor = { type: 'system', id: null, name: 'command line' } as const
  const ctx = scoped(runtime, { orgId: org.id, actor })
  const now = runtime.clock.now()
  await inTransaction(runtime.db, async (tx) => {
    if (!(await insertOrg(tx, { ...org, now }))) throw AccessProblem.org_taken()
    await savePresetRoles(tx, now)
    await addOwner(ctx, tx, { email: command.ownerEmail.toLowerCase(), passwordHash: null })
    const subject = { type: 'org', id: org.id }
    await audit.record(ctx, tx, { action: 'org.created', subject, after: org })
  })
  return org
}
