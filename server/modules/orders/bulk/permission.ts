import type { Ctx } from '#platform/context.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { stepPermissions } from '../step-permission.ts'
import type { Command } from './bulk.ts'

/** The same right as for one order, besides the one to change many. */
function permissionFor({ action }: Pick<Command, 'action'>): string {
  switch (action) {
    case 'confirm':
    case 'ship':
    case 'deliver':
    case 'cancel':
    case 'hold':
    case 'release':
      return stepPermissions[action]
    case 'print':
      return 'shipping.manage'
    case 'export':
      return 'orders.read'
    case 'add_tags':
    case 'remove_tags':
    case 'assign':
      return 'orders.edit'
  }
}

type Asked = Pick<Command, 'action'>

/** What somebody may not see they do not change either. */
const permissionsFor = (command: Asked): string[] => [
  ...['orders.bulk', 'orders.read', permissionFor(command)],
]

export const mayCommand = (permissions: ReadonlySet<string>, command: Asked): boolean =>
  permissionsFor(command).every((name) => permissions.has(name))

export function requireCommand({ permissions }: Ctx, command: Asked): void {
  const permission = permissionsFor(command).find((name) => !permissions.has(name))
  if (permission) throw HttpProblem.forbidden({ permission })
}
