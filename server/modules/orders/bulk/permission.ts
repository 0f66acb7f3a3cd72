import type { Ctx } from '#platform/context.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { stepPermissions } from '../step-permission.ts'
import type { Command } from './bulk.ts'

/**
 * The permission for changing a single order in this way. Bulk changes need `orders.bulk` besides.
 */
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

/** Includes `orders.read`: whoever may not see orders may not change them either. */
const permissionsFor = (command: Asked): string[] => [
  ...['orders.bulk', 'orders.read', permissionFor(command)],
]

export const mayCommand = (permissions: ReadonlySet<string>, command: Asked): boolean =>
  permissionsFor(command).every((name) => permissions.has(name))

export function requireCommand({ permissions }: Ctx, command: Asked): void {
  const permission = permissionsFor(command).find((name) => !permissions.has(name))
  if (permission) throw HttpProblem.forbidden({ permission })
}
