import { expect, test } from 'vitest'
import { permissionCatalog, permissions, presetRoles } from './permissions.ts'

test('a permission is a noun and a verb, and says in a sentence what it lets one do', () => {
  for (const [name, sentence] of Object.entries(permissions)) {
    expect(name).toMatch(/^[a-z]+\.[a-z]+(_own)?$/)
    expect(sentence).toMatch(/^[A-Z].*\.$/)
  }
})

test('each preset role holds permissions of the catalog, each once', () => {
  for (const [role, held] of Object.entries(presetRoles)) {
    expect([role, new Set(held).size]).toEqual([role, held.length])
    expect(held.filter((name) => !permissionCatalog.has(name))).toEqual([])
  }
})

test('an owner may do everything, a viewer changes nothing, a customer has only their own', () => {
  expect(new Set<string>(presetRoles.owner)).toEqual(permissionCatalog)
  expect(presetRoles.viewer.filter((name) => !name.endsWith('.read'))).toEqual([])
  expect(presetRoles.customer.filter((name) => !name.endsWith('_own'))).toEqual([])
})

test('only an owner gives out rights that outlast people', () => {
  const rights = new Set(['roles.manage', 'keys.manage'])
  const { owner: _, ...others } = presetRoles
  for (const held of Object.values(others)) {
    expect(held.filter((name) => rights.has(name))).toEqual([])
  }
})
