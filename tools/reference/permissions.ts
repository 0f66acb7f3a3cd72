import { permissions, presetRoles } from '../../server/modules/access/permissions.ts'
import { code, head, table } from './page.ts'

const WORDS = `Every route asks for one permission, for \`signed_in\`, or for nothing (\`anyone\`); one that says
none of these does not start. These roles exist in every org and are kept up to date by releases.
Roles of your own may hold any set; API keys have permissions as scopes. A permission that ends in
\`_own\` reaches only what belongs to its holder.`

export function permissionsPage(): string {
  const roles = Object.entries(presetRoles) as [string, readonly string[]][]
  const rows = Object.entries(permissions).map(([name, words]) => [
    code(name),
    words,
    ...roles.map(([, held]) => (held.includes(name) ? '✓' : '')),
  ])
  const titles = ['permission', 'allows to', ...roles.map(([role]) => role)]
  const source = 'server/modules/access/permissions.ts'
  return `${head('Permissions and roles', source, WORDS)}${table(titles, rows)}\n`
}
