import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { given } from '#tests/given.ts'
import { signIn, startProduct, type Product } from '#tests/product.ts'
import { openPool } from '../../load/open-pool.ts'
import { openPortal, type Portal } from './portal.ts'

const PASSWORD = 'a staple for the horse battery'

let product: Product
let portal: Portal

beforeAll(async () => {
  product = await startProduct({ PENSTOCK_ROLES: 'api,live' })
  portal = await openPortal(product)
})

afterAll(async () => {
  await portal?.close()
  await product?.stop()
})

test('somebody invited chooses a password by the link, and sees what the role allows', async () => {
  await using owner = await portal.enter('/settings/people')
  await owner.page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = owner.page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill('vera@penstock.test')
  await dialog.getByRole('combobox', { name: 'Role' }).click()
  await owner.page.getByRole('option', { name: 'viewer' }).click()
  await dialog.getByRole('button', { name: 'Invite' }).click()
  const link = new URL(await secretIn(dialog, 'Invitation link'))
  await owner.page.getByText('Invited', { exact: true }).waitFor()

  await using vera = await portal.visit()
  await vera.page.goto(`${link.pathname}${link.hash}`)
  await vera.page.getByLabel('New password', { exact: true }).fill('too short')
  await vera.page.getByRole('button', { name: 'Save password' }).click()
  await vera.page.getByText('Must have at least 12 characters.').waitFor()
  await vera.page.getByLabel('New password', { exact: true }).fill(PASSWORD)
  await vera.page.getByRole('button', { name: 'Save password' }).click()
  await vera.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

  const navigation = vera.page.getByRole('navigation')
  expect(await navigation.getByRole('link').allTextContents()).toEqual([
    'Overview',
    'Needs attention',
    'Orders',
    'Products',
    'Stock',
    'Customers',
    'Channels',
    'Reports',
    'Jobs',
    'Integrity',
    'Shop',
    'Profile',
  ])
  await vera.page.goto('/settings/keys')
  await vera.page.getByText('You may not see this.').waitFor()
})

test('what a long form lacks comes into view when it is sent', async () => {
  await using owner = await portal.enter('/settings/keys', {
    viewport: { width: 390, height: 844 },
  })
  const { page } = owner
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true })
  const send = dialog.getByRole('button', { name: 'Make the key' })
  await send.click()
  await name.and(page.locator(':focus')).waitFor()
  await expectInView(dialog.getByText('This is needed.'))
  // It was said before, and has to be seen again.
  await send.scrollIntoViewIfNeeded()
  await send.click()
  await expectInView(dialog.getByText('This is needed.'))
  await name.fill('warehouse scanner')
  await send.click()
  await expectInView(dialog.getByText('Choose at least one permission.'))
})

test('all that runs low can be seen, drawn as well', async () => {
  const pool = openPool(product.databaseUrl)
  const shop = given(pool, product)
  for (let n = 0; n < 51; n++) await shop.product(`LOW-${n}`)
  await pool.end()
  await using visit = await portal.enter('/reports?report=low')
  const { page } = visit
  const bars = page.getByRole('list', { name: 'What runs low' }).getByRole('listitem')
  await expect.poll(() => bars.count()).toBe(50)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => bars.count()).toBe(51)
})

test('a key is shown once, works, and works no more when it is revoked', async () => {
  await using owner = await portal.enter('/settings/keys')
  const { page } = owner
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('warehouse scanner')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByText('Choose at least one permission.').waitFor()
  await page.getByRole('combobox', { name: 'Made for' }).click()
  await page.getByRole('option', { name: /^Warehouse/ }).click()
  expect(await page.getByLabel('See stock levels, reservations and movements.').isChecked()).toBe(
    true,
  )
  await page.getByRole('button', { name: 'Make the key' }).click()
  const secret = await secretIn(page, 'API key')
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'New key' }).and(page.locator(':focus')).waitFor()
  expect(await statusWith(secret)).toBe(200)

  await page.reload()
  await page.getByRole('cell', { name: 'warehouse scanner', exact: true }).waitFor()
  expect(await page.content()).not.toContain(secret)
  await page.getByRole('button', { name: 'Revoke warehouse scanner' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await page.getByRole('cell', { name: 'Revoked' }).waitFor()
  expect(await statusWith(secret)).toBe(401)
})

test('with the second step on, the password alone opens nothing', async () => {
  const email = await givenPerson('tom@penstock.test', 'operator')
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto('/settings/profile')
  await enterCredentials(page, email)
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByText('This is needed.').waitFor()
  await page.getByLabel('Password, to turn it on').fill(PASSWORD)
  await page.getByRole('button', { name: 'Turn on' }).click()
  const secret = await secretIn(page, 'Key for the authenticator app')
  const code = page.getByLabel('Code that the app shows now')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await code.and(page.locator('[aria-invalid=true]')).waitFor()
  await code.fill(await codeOf(secret))
  await page.getByRole('button', { name: 'Confirm' }).click()
  const codes = await secretIn(page, 'Recovery codes')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()

  await enterCredentials(page, email)
  await page.getByRole('heading', { level: 1, name: 'Second step' }).waitFor()
  await page.getByLabel('Code', { exact: true }).fill('000 000')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('That code is not right, or it was used before.').waitFor()
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(codes.split('\n')[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

test('who lost the phone and the password is let in again by an owner', async () => {
  const email = await givenPerson('ida@penstock.test', 'operator')
  const headers = await signIn(product, { email, password: PASSWORD })
  const start = await product.app.inject({
    ...{ method: 'POST', url: '/api/v1/auth/totp', headers, payload: { password: PASSWORD } },
  })
  const code = await codeOf(start.json<{ secret: string }>().secret)
  await product.app.inject({
    ...{ method: 'POST', url: '/api/v1/auth/totp/confirm', headers, payload: { code } },
  })
  await using owner = await portal.enter('/settings/people')
  const chosen = async (item: string) => {
    await owner.page.getByRole('button', { name: 'Actions for ida' }).click()
    await owner.page.getByRole('menuitem', { name: item }).click()
    return owner.page.getByRole('dialog')
  }
  await (
    await chosen('Turn off two-step sign-in…')
  )
    .getByRole('button', { name: 'Turn off' })
    .click()
  await owner.page.getByText('Two-step sign-in of ida is off.').waitFor()
  const dialog = await chosen('Link for a password…')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = new URL(await secretIn(dialog, 'Link for a password'))
  await dialog.getByRole('button', { name: 'Done' }).press('Enter')
  // The menu is gone, and what opened it has the focus again.
  const menu = owner.page.getByRole('button', { name: 'Actions for ida' })
  await menu.and(owner.page.locator(':focus')).waitFor()

  await using ida = await portal.visit()
  await ida.page.goto(`${link.pathname}${link.hash}`)
  await ida.page.getByLabel('New password', { exact: true }).fill(`${PASSWORD}, a newer one`)
  await ida.page.getByRole('button', { name: 'Save password' }).click()
  await ida.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

test('a wrong current password is said at its field, and the right one is taken', async () => {
  const email = await givenPerson('una@penstock.test', 'operator')
  await using visit = await portal.visit()
  const { page } = visit
  await page.goto('/settings/profile')
  await enterCredentials(page, email)
  const current = page.getByLabel('Current password')
  await current.fill('not my password')
  await page.getByLabel('New password', { exact: true }).fill(`${PASSWORD}, a newer one`)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('The password is not right.').waitFor()
  expect(await current.getAttribute('aria-invalid')).toBe('true')
  await current.fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password was changed.').waitFor()
})

test('what somebody changes stands in the audit log under their name', async () => {
  await using owner = await portal.enter('/settings/profile')
  const { page } = owner
  await page.getByLabel('Your name').fill('Olga the Owner')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: 'Account of Olga the Owner' }).waitFor()
  await page.goto('/settings/audit')
  await page.getByRole('link', { name: 'User renamed' }).click()
  const row = page.getByRole('row', { name: /User renamed User Olga the Owner/ })
  await row.getByRole('button').click()
  const details = page.getByRole('dialog', { name: 'User renamed' })
  await details.getByText('"name": "Olga the Owner"').waitFor()
  await details.getByRole('link', { name: 'All entries on this' }).click()
  await page.getByRole('button', { name: 'On User Olga the Owner: clear this filter' }).click()
  await row.getByRole('link', { name: 'Olga the Owner' }).last().click()
  await page.getByRole('heading', { name: 'People' }).first().waitFor()
})

test('a dead letter shows why it died, and is given up only with a reason', async () => {
  await givenDeadLetter('channels.push_stock', 'The shop answered 401.')
  await using owner = await portal.enter('/')
  const { page } = owner
  await page.getByRole('link', { name: '1 job failed too often' }).click()
  await page.getByRole('link', { name: 'The shop answered 401.' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('"sku": "MUG"').waitFor()
  await dialog.getByRole('button', { name: 'Give it up…' }).click()
  await dialog.getByRole('button', { name: 'Give this job up' }).click()
  await dialog.getByText('This is needed.').waitFor()
  await dialog.getByLabel('Why will nobody do it?').fill('The shop was closed.')
  await dialog.getByRole('button', { name: 'Give this job up' }).click()
  await page.getByText('Everything was done.').waitFor()
})

async function secretIn(place: Page | Locator, name: string): Promise<string> {
  const secret = place.getByRole('group', { name }).getByRole('code')
  return (await secret.textContent()) ?? ''
}

async function enterCredentials(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function givenPerson(email: string, role: string): Promise<string> {
  const headers = await signIn(product)
  const payload = { email, role, password: PASSWORD }
  await product.app.inject({ method: 'POST', url: '/api/v1/users', headers, payload })
  return email
}

async function givenDeadLetter(job: string, message: string): Promise<void> {
  const { orgId, runtime } = product
  await runtime.db
    .withTables<{ dead_letters: Record<string, unknown> }>()
    .insertInto('dead_letters')
    .values({
      org_id: orgId,
      id: newId(),
      job,
      payload: JSON.stringify({ sku: 'MUG' }),
      attempts: 12,
      error: JSON.stringify({ name: 'Error', message }),
      made_at: new Date(),
    })
    .execute()
}

async function statusWith(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` }
  return (await fetch(`${product.url}/api/v1/auth/me`, { headers })).status
}

async function codeOf(secret: string): Promise<string> {
  const { Secret, TOTP } = await import('otpauth')
  return new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate()
}

/** A part that is scrolled away can be found, and is not seen. */
const expectInView = (part: Locator) =>
  expect
    .poll(() =>
      part.evaluate((node) => {
        const { left, top, width, height } = node.getBoundingClientRect()
        return node.contains(document.elementFromPoint(left + width / 2, top + height / 2))
      }),
    )
    .toBe(true)
