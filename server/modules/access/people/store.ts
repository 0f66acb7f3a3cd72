import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Language } from '../contract.ts'
import { tables } from '../tables.ts'

export type NewUser = {
  id: string
  email: string
  name: string
  passwordHash: string | null
  passwordChangeDue: boolean
  now: Date
}

/** `false`: somebody has this e-mail address already. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('users')
    .values({
      id: user.id,
      email: user.email,
      name: user.name,
      password_hash: user.passwordHash,
      password_change_due: user.passwordChangeDue,
      email_verified_at: null,
      totp_sealed: null,
      totp_pending_sealed: null,
      totp_step: null,
      created_at: user.now,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export function findUserByEmail(db: Db, email: string) {
  return tables(db)
    .selectFrom('users')
    .select(['id', 'email', 'name'])
    .where('email', '=', email)
    .executeTakeFirst()
}

/** Keeps the password as it is until the end. */
export function lockUserByEmail(tx: Tx, email: string) {
  return tables(tx)
    .selectFrom('users')
    .select(['id', 'password_hash as passwordHash', 'password_change_due as passwordChangeDue'])
    .where('email', '=', email)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export function findUser(db: Db, id: string) {
  return tables(db)
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language', 'password_change_due as passwordChangeDue'])
    .select(['email_verified_at as emailVerifiedAt', 'totp_sealed as totpSealed'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function saveUser(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; language?: Language | undefined },
): Promise<void> {
  const given = Object.values(change).some((value) => value !== undefined)
  if (given) await tables(tx).updateTable('users').set(change).where('id', '=', id).execute()
}

export function lockUser(tx: Tx, id: string) {
  return tables(tx)
    .selectFrom('users')
    .select(['email', 'name', 'password_hash as passwordHash'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** `false`: they belong to the org already. */
export async function insertMembership(
  tx: Tx,
  membership: { orgId: string; userId: string; roleId: string; now: Date },
): Promise<boolean> {
  const { orgId, userId, roleId, now } = membership
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('memberships')
    .values({
      org_id: orgId,
      user_id: userId,
      role_id: roleId,
      deactivated_at: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['org_id', 'user_id']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Whether another org has let this person in, be it that they may not come in just now. */
export async function isMemberElsewhere(db: Db, orgId: string, userId: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('memberships')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('org_id', '!=', orgId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export type Membership = {
  roleId: string
  role: string
  preset: string | null
  permissions: string[]
  active: boolean
}

export async function lockMembership(
  tx: Tx,
  orgId: string,
  userId: string,
): Promise<Membership | undefined> {
  const { rows } = await sql<Membership>`
    select m.role_id as "roleId", r.name as role, r.preset, r.permissions,
      m.deactivated_at is null as active
    from memberships m join roles r on r.org_id = m.org_id and r.id = m.role_id
    where m.org_id = ${orgId} and m.user_id = ${userId}
    for update of m
  `.execute(tx)
  return rows[0]
}

/** Whether the org has an owner, apart from `besides`, who is about to stop being one. */
export async function hasOwner(db: Db, orgId: string, besides?: string): Promise<boolean> {
  let query = tables(db)
    .selectFrom('memberships as m')
    .innerJoin('roles as r', (join) =>
      join.onRef('r.org_id', '=', 'm.org_id').onRef('r.id', '=', 'm.role_id'),
    )
    .select('m.user_id')
    .where('m.org_id', '=', orgId)
    .where('r.preset', '=', 'owner')
    .where('m.deactivated_at', 'is', null)
  if (besides) query = query.where('m.user_id', '!=', besides)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

export async function saveMembership(
  tx: Tx,
  membership: { orgId: string; userId: string; roleId: string; deactivatedAt: Date | null },
): Promise<void> {
  await tables(tx)
    .updateTable('memberships')
    .set({ role_id: membership.roleId, deactivated_at: membership.deactivatedAt })
    .where('org_id', '=', membership.orgId)
    .where('user_id', '=', membership.userId)
    .execute()
}

export async function deleteMembership(tx: Tx, orgId: string, userId: string): Promise<void> {
  await tables(tx)
    .deleteFrom('memberships')
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .execute()
}

export type Member = {
  id: string
  email: string
  name: string
  emailVerifiedAt: Date | null
  totp: boolean
  joined: boolean
  roleId: string
  role: string
  active: boolean
  createdAt: Date
}

const members = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .innerJoin('roles as r', (join) =>
      join.onRef('r.org_id', '=', 'm.org_id').onRef('r.id', '=', 'm.role_id'),
    )
    .select(['u.id', 'u.email', 'u.name', 'u.email_verified_at as emailVerifiedAt'])
    .select(['r.id as roleId', 'r.name as role', 'm.created_at as createdAt'])
    .select((eb) => eb('m.deactivated_at', 'is', null).as('active'))
    .select((eb) => eb('u.totp_sealed', 'is not', null).as('totp'))
    .select((eb) => eb('u.password_hash', 'is not', null).as('joined'))
    .where('m.org_id', '=', orgId)
    .$narrowType<{ active: boolean; totp: boolean; joined: boolean }>()

export type MemberPage = {
  after?: string | undefined
  limit: number
  roleId?: string | undefined
  /** Only those who work here. */
  staff?: boolean | undefined
}

/** Newest person first. */
export function listMembers(db: Db, orgId: string, page: MemberPage): Promise<Member[]> {
  let query = members(db, orgId)
  if (page.roleId) query = query.where('m.role_id', '=', page.roleId)
  if (page.staff)
    query = query.where(sql<boolean>`m.user_id = any(array(${staffIds(orgId, page)}))`)
  if (page.after) query = query.where('m.user_id', '<', page.after)
  return query.orderBy('m.user_id', 'desc').limit(page.limit).execute()
}

/** Role by role, so that nobody reads through a crowd of customers who have an account. */
const staffIds = (orgId: string, { after, limit }: MemberPage) => sql`
  select one.user_id from roles r cross join lateral (
    select user_id from memberships
    where org_id = r.org_id and role_id = r.id ${after ? sql`and user_id < ${after}` : sql``}
    order by user_id desc limit ${limit}
  ) one
  where r.org_id = ${orgId} and r.preset is distinct from 'customer'
`

export function findMember(db: Db, orgId: string, userId: string): Promise<Member | undefined> {
  return members(db, orgId).where('m.user_id', '=', userId).executeTakeFirst()
}
