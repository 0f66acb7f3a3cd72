import { newId } from '#platform/random.ts'

type Rows = (text: string, values: unknown[]) => Promise<unknown>

/** Somebody who may do these things in an org, with a role of their own. Gives their id. */
export async function addPerson(
  rows: Rows,
  { orgId, name, permissions }: { orgId: string; name: string; permissions: readonly string[] },
): Promise<string> {
  const [user, role] = [newId(), newId()]
  await rows(`insert into users (id, email, name, created_at) values ($1, $2, $3, now())`, [
    ...[user, `${name}@shop.example`, name],
  ])
  await rows(
    `insert into roles (org_id, id, name, permissions, created_at) values ($1, $2, $3, $4, now())`,
    [orgId, role, name, permissions],
  )
  await rows(
    `insert into memberships (org_id, user_id, role_id, created_at) values ($1, $2, $3, now())`,
    [orgId, user, role],
  )
  return user
}
