import { z } from 'zod'

/** Text of a person: no control characters, nothing that PostgreSQL cannot store. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters.')

const email = z.email().max(254).toLowerCase().describe('Upper and lower case are the same')
const time = z.iso.datetime().meta({ example: '2026-11-21T10:00:00.000Z' })

/** A password that is only checked may be anything; one that is being chosen must be long. */
const password = z.string().min(1).max(200)
export const newPassword = z
  .string()
  .min(12, 'Must have at least 12 characters.')
  .max(200)
  .regex(/^[^\p{Cs}]*$/u, 'Must be valid text.')
  .describe('At least 12 characters; length counts, not symbols')

const session = z
  .enum(['token', 'cookie'])
  .default('token')
  .describe('`cookie` sets an HttpOnly cookie for browsers and gives no tokens')

const permission = z.string().min(3).max(64)
const page = {
  after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}
const pagination = z.object({ limit: z.int(), nextCursor: z.string().nullable() })

export const PageQuery = z.strictObject(page)
export const IdParams = z.object({ id: z.uuid() })

export const Register = z.strictObject({ email, password: newPassword, name: text(120), session })
export const LogIn = z.strictObject({
  email,
  password,
  totp: z.string().min(6).max(40).optional().describe('Six digits, or a recovery code'),
  session,
})
export const Refresh = z.strictObject({ refreshToken: z.string().min(1).max(200) })
export const SwitchOrg = z.strictObject({ orgId: z.uuid() })
/** The languages that the portal speaks. */
export const Language = z.enum(['en', 'hi'])
export type Language = z.infer<typeof Language>

export const ChangeMe = z.strictObject({
  name: text(120).optional(),
  language: Language.optional().describe('Of the portal, on every device of this person'),
})
export const ChangePassword = z.strictObject({ password, newPassword })
export const RequestReset = z.strictObject({ email })
export const ConfirmReset = z.strictObject({
  token: z.string().min(1).max(200),
  password: newPassword,
})
export const ResetView = z
  .object({ email: z.string().describe('Of the person, to sign in with') })
  .describe('Whose password was chosen.')
export const ConfirmTotp = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'Six digits.') })
/** To start it or to turn it off. */
export const ChangeTotp = z.strictObject({ password })

export const PersonView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    emailVerified: z.boolean(),
    totp: z.boolean().describe('Whether two-step sign-in is on'),
    passwordChangeDue: z.boolean().describe('Somebody else chose the password'),
    language: Language.nullable().describe('Null: as the browser says'),
  })
  .meta({ id: 'Person' })

const tokens = {
  accessToken: z.string().optional(),
  refreshToken: z.string().optional().describe('Works once; each refresh gives the next'),
  expiresInS: z.int().optional().describe('How long the access token is valid'),
}
export const SignedInView = z.object({ ...tokens, user: PersonView }).meta({
  id: 'SignedIn',
  description: 'Who is signed in; without tokens when a cookie was asked for.',
})
export const TokensView = z
  .object({ accessToken: z.string(), refreshToken: z.string(), expiresInS: z.int() })
  .meta({ id: 'Tokens' })

const OrgView = z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).meta({ id: 'Org' })
export const MeView = z
  .object({
    user: PersonView.nullable().describe('Null for an API key'),
    key: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    role: z.string().nullable(),
    org: OrgView,
    orgs: z.array(OrgView),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Me', description: 'Who is calling, and what they may do.' })

export const TotpStartedView = z
  .object({ url: z.string(), secret: z.string() })
  .describe('What to show as a QR code, and the secret for those who type it.')
export const TotpConfirmedView = z
  .object({ recoveryCodes: z.array(z.string()) })
  .describe('The recovery codes, this once.')

const SessionView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['cookie', 'token']),
    ip: z.string(),
    userAgent: z.string(),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time,
    current: z.boolean(),
  })
  .meta({ id: 'Session' })
export const SessionPage = z.object({ sessions: z.array(SessionView), pagination })

const roleName = text(60)
export const UserQuery = z.strictObject({
  ...page,
  role: roleName.optional(),
  staff: z.stringbool().optional().describe('Only those who work here: no customers'),
})
export const InviteUser = z.strictObject({
  email,
  name: text(120).optional(),
  role: roleName.describe('The name of a role'),
  password: newPassword.optional().describe('A first password; without it a link is made'),
})
export const ChangeUser = z.strictObject({
  role: roleName.optional(),
  active: z.boolean().optional(),
})
export const UserView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.object({ id: z.uuid(), name: z.string() }),
    active: z.boolean(),
    joined: z.boolean().describe('Not any more only invited: a password was chosen'),
    emailVerified: z.boolean(),
    totp: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'User', description: 'A person of the org, with their role.' })
export const UserPage = z.object({ users: z.array(UserView), pagination })
const link = z.object({ url: z.string(), token: z.string(), expiresAt: time })
export const InvitedView = z
  .object({
    user: UserView,
    invitation: link
      .nullable()
      .describe('Shown this once; null when the person can sign in already'),
  })
  .describe('The person, and the link to send to them.')
export const ResetLinkView = link.describe('The link to send to them, shown this once.')

export const CreateRole = z.strictObject({
  name: roleName,
  permissions: z.array(permission).max(200),
})
export const ChangeRole = z.strictObject({
  name: roleName.optional(),
  permissions: z.array(permission).max(200).optional(),
})
export const RoleView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    permissions: z.array(z.string()),
    preset: z.boolean().describe('Comes with the product and cannot be changed'),
  })
  .meta({ id: 'Role', description: 'A role and what it allows.' })
export const RolePage = z.object({ roles: z.array(RoleView), pagination })
export const PermissionList = z.object({
  permissions: z.array(z.object({ name: z.string(), description: z.string() })),
})

export const IssueKey = z.strictObject({
  name: text(120),
  scopes: z.array(permission).min(1).max(200),
  expiresInDays: z
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe('Without it the key does not expire'),
  storeId: z
    .uuid()
    .optional()
    .describe('The only store whose orders it may bring in, with messages.import alone'),
})
export const RotateKey = z.strictObject({
  overlapHours: z.int().min(0).max(720).default(24).describe('How long the old key still works'),
})
export const KeyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
    replacedBy: z.uuid().nullable(),
    storeId: z.uuid().nullable().describe('The only store whose orders it may bring in'),
  })
  .meta({ id: 'ApiKey' })
export const KeyPage = z.object({ apiKeys: z.array(KeyView), pagination })
export const IssuedKeyView = z
  .object({
    apiKey: KeyView,
    secret: z.string().describe('Shown this once; send it as a bearer token'),
  })
  .describe('The key, and its secret this once.')
