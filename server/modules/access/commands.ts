import { z } from 'zod'
import {
  type Command,
  type CommandResult,
  type Options,
  readWords,
  WrongUse,
} from '#platform/command.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { InviteUser, IssueKey } from './contract.ts'
import { issueKey, revokeKey } from './keys/change-keys.ts'
import { listKeys } from './keys/store.ts'
import { createOrg } from './orgs/first-org.ts'
import { listOrgs } from './orgs/store.ts'
import { resetUrl } from './passwords/reset-password.ts'
import { inviteUser } from './people/invite-user.ts'
import { handOutLink } from './people/make-link.ts'
import { findUserByEmail, listMembers } from './people/store.ts'
import { AccessProblem } from './problems.ts'
import { viewOfKey, viewOfMember } from './views.ts'

const LISTED_MAX = 1_000
const text = { type: 'string' } as const

export const accessCommands: Command[] = [
  {
    name: 'users create',
    summary: 'Add a person to the org, with a password or with a link to choose one',
    options: { email: text, password: text, role: text, name: text },
    help: {
      email: 'Their e-mail address',
      password: 'At least 12 characters; without it a link is printed',
      role: 'owner, manager, operator, packer, finance, viewer, customer, or one of your own',
      name: 'Their name',
    },
    run: ({ runtime, ctx }, options) => createUser(runtime, ctx, options),
  },
  {
    name: 'users list',
    summary: 'The newest 1,000 people of the org and their roles',
    options: {},
    run: ({ ctx }) => listUsers(ctx),
  },
  {
    name: 'users reset-link',
    summary: 'Print a link with which a person can choose a new password within an hour',
    options: { email: text },
    help: { email: 'Their e-mail address' },
    run: ({ runtime, ctx }, options) => resetLink(runtime, ctx, options),
  },
  {
    name: 'keys create',
    summary: 'Issue an API key; it is printed this once',
    options: { name: text, scopes: text, 'expires-days': text },
    help: {
      name: 'What it is for',
      scopes: 'Permissions, separated by commas, such as orders.read,stock.read',
      'expires-days': 'Without it the key does not expire',
    },
    run: ({ ctx }, options) => createKey(ctx, options),
  },
  {
    name: 'keys list',
    summary: 'The newest 1,000 API keys of the org',
    options: {},
    run: ({ ctx }) => showKeys(ctx),
  },
  {
    name: 'keys revoke',
    words: ['ID'],
    summary: 'Revoke an API key at once: keys revoke ID',
    options: {},
    run: ({ ctx }, _options, [id]) => revokeById(ctx, id),
  },
  {
    name: 'orgs create',
    summary: 'Add another brand or client, owned by a person who has an account',
    options: { name: text, slug: text, owner: text },
    help: {
      name: 'Its name',
      slug: 'Its short name in addresses; made from the name without it',
      owner: 'The e-mail address of the owner',
    },
    run: ({ runtime }, options) => addOrg(runtime, options),
  },
  {
    name: 'orgs list',
    summary: 'The oldest 1,000 orgs of this installation',
    options: {},
    run: ({ ctx }) => showOrgs(ctx),
  },
]

async function createUser(runtime: Runtime, ctx: Ctx, options: Options): Promise<CommandResult> {
  const { email, password, role, name } = options
  const command = readWords(InviteUser, { email, password, role, name })
  const { userId, link } = await inviteUser(ctx, { ...command, keepPassword: true })
  const url = link && resetUrl(runtime, link.token)
  const added = `${command.email} is ${command.role} now.`
  return {
    json: { id: userId, email: command.email, role: command.role, ...(url && { url }) },
    text: url ? `${added}\nTo choose a password, within 7 days: ${url}` : added,
  }
}

async function listUsers(ctx: Ctx): Promise<CommandResult> {
  const found = await listMembers(ctx.db, ctx.orgId, { limit: LISTED_MAX })
  const lines = found.map(
    ({ email, role, active }) => `${email}  ${role}${active ? '' : '  (not active)'}`,
  )
  return { json: { users: found.map(viewOfMember) }, text: lines.join('\n') || 'Nobody yet.' }
}

const HOUR_MS = 3_600_000

async function resetLink(runtime: Runtime, ctx: Ctx, options: Options): Promise<CommandResult> {
  const { email } = readWords(z.object({ email: InviteUser.shape.email }), options)
  const person = await findUserByEmail(ctx.db, email)
  if (!person) throw AccessProblem.user_not_found()
  const { token } = await inTransaction(ctx.db, (tx) => handOutLink(ctx, tx, person, HOUR_MS))
  const url = resetUrl(runtime, token)
  return { json: { email, token, url }, text: url }
}

/** With the names of the options. */
const NewKey = IssueKey.pick({ name: true, scopes: true }).extend({
  expiresDays: IssueKey.shape.expiresInDays,
})

async function createKey(ctx: Ctx, options: Options): Promise<CommandResult> {
  const days = options['expires-days']
  const { expiresDays, ...said } = readWords(NewKey, {
    name: options['name'],
    scopes: String(options['scopes'] ?? '')
      .split(',')
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ''),
    ...(days !== undefined && { expiresDays: Number(days) }),
  })
  const command = { ...said, ...(expiresDays !== undefined && { expiresInDays: expiresDays }) }
  const { key, secret } = await issueKey(ctx, command)
  return { json: { apiKey: viewOfKey(key), secret }, text: secret }
}

async function showKeys(ctx: Ctx): Promise<CommandResult> {
  const found = await listKeys(ctx.db, ctx.orgId, { limit: LISTED_MAX })
  const lines = found.map(
    ({ id, name, prefix, revokedAt, expiresAt }) =>
      `${id}  pk_${prefix}_…  ${name}` +
      (revokedAt ? '  (revoked)' : expiresAt ? `  until ${expiresAt.toISOString()}` : ''),
  )
  return { json: { apiKeys: found.map(viewOfKey) }, text: lines.join('\n') || 'No key yet.' }
}

async function revokeById(ctx: Ctx, word: string | undefined): Promise<CommandResult> {
  const { data: id } = z.uuid().safeParse(word)
  if (!id) throw new WrongUse('Name the key by its id: keys revoke ID; see: keys list')
  await revokeKey(ctx, id)
  return { json: { revoked: id }, text: `Revoked ${id}.` }
}

const NewOrg = z.object({
  name: z.string().trim().min(1).max(120),
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Small letters, digits and hyphens.'),
  owner: InviteUser.shape.email,
})

async function addOrg(runtime: Runtime, options: Options): Promise<CommandResult> {
  const slug = options['slug'] ?? slugOf(String(options['name'] ?? ''))
  const { name, owner, slug: checked } = readWords(NewOrg, { ...options, slug })
  const org = await createOrg(runtime, { name, slug: checked, ownerEmail: owner })
  return { json: org, text: `${org.name} (${org.slug}) belongs to ${owner} now.` }
}

async function showOrgs(ctx: Ctx): Promise<CommandResult> {
  const orgs = await listOrgs(ctx.db, LISTED_MAX)
  return { json: { orgs }, text: orgs.map(({ slug, name }) => `${slug}  ${name}`).join('\n') }
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
