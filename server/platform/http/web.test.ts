import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { httpStage } from '#tests/http/stage.ts'

const HTML = { accept: 'text/html,application/xhtml+xml' }

async function builtPages(): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), 'penstock-web-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const root = path.join(parent, 'dist')
  await mkdir(path.join(root, 'assets'), { recursive: true })
  await writeFile(path.join(root, 'index.html'), '<!doctype html><title>Portal</title>')
  await writeFile(path.join(root, 'icon.svg'), '<svg/>')
  await writeFile(
    path.join(root, 'assets', 'main-a1b2.js'),
    `export const a = '${'a'.repeat(2_000)}'`,
  )
  await writeFile(path.join(root, '.env'), 'SECRET=canary')
  await writeFile(path.join(parent, 'outside.txt'), 'canary')
  return root
}

test('files with a hash are kept for a year, pages are asked for each time', async () => {
  await using stage = await httpStage(() => {}, {}, { webRoot: await builtPages() })
  const cacheOf = async (url: string) => {
    const { statusCode, headers } = await stage.app.inject({ url, headers: HTML })
    return [statusCode, headers['cache-control']]
  }
  expect(await cacheOf('/assets/main-a1b2.js')).toEqual([
    200,
    'public, max-age=31536000, immutable',
  ])
  expect(await cacheOf('/')).toEqual([200, 'no-cache'])
  expect(await cacheOf('/icon.svg')).toEqual([200, 'no-cache'])
})

test('a script is packed for those who can unpack it', async () => {
  await using stage = await httpStage(() => {}, {}, { webRoot: await builtPages() })
  const url = '/assets/main-a1b2.js'
  const packed = await stage.app.inject({ url, headers: { 'accept-encoding': 'gzip' } })
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': /javascript/ })
})

test('an address that only the portal knows shows the portal', async () => {
  await using stage = await httpStage(() => {}, {}, { webRoot: await builtPages() })
  const page = await stage.app.inject({ url: '/orders/42?tab=lines', headers: HTML })
  expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(page.body).toContain('Portal')
})

test.for<[rule: string, url: string, headers: Record<string, string>]>([
  ['below /api', '/api/v1/nothing', HTML],
  ['for a program', '/orders/42', { accept: 'application/json' }],
  ['for a script that is gone', '/assets/main-old.js', { accept: '*/*' }],
  ['of a folder', '/assets/', { accept: '*/*' }],
  ['outside of the pages', '/..%2foutside.txt', { accept: '*/*' }],
  ['outside, written otherwise', '/assets/%2e%2e%2f%2e%2e%2foutside.txt', { accept: '*/*' }],
  ['of a hidden file', '/.env', { accept: '*/*' }],
])('an address %s is a 404 or 403 problem, and shows nothing', async ([, url, headers]) => {
  await using stage = await httpStage(() => {}, {}, { webRoot: await builtPages() })
  const reply = await stage.app.inject({ url, headers })
  expect([403, 404]).toContain(reply.statusCode)
  expect(reply.headers['content-type']).toBe('application/problem+json')
  expect(reply.body).not.toContain('canary')
})

test('without the built pages it says how to get them', async () => {
  await using stage = await httpStage(() => {}, {}, { webRoot: '/nowhere/dist' })
  const page = await stage.app.inject({ url: '/', headers: HTML })
  expect(page.statusCode).toBe(503)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.body).toContain('npm start')
  expect((await stage.app.inject('/livez')).statusCode).toBe(200)
})
