import { expect, test } from 'vitest'
import { aProduct, type CatalogStage, catalogStage } from '#tests/http/catalog-stage.ts'
import { GIF, JPEG, PNG, WEBP } from '#tests/http/pictures.ts'
import { readImageHeader } from './image-header.ts'
import { isWhole } from './whole-image.ts'

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))

const PNG_HEADER = bytes(
  '\x89PNG\r\n\x1a\n',
  [0, 0, 0, 13],
  'IHDR',
  [0, 0, 1, 0, 0, 0, 0, 2, 8, 6, 0, 0, 0],
)
const GIF_HEADER = bytes('GIF89a', [3, 0, 4, 1], [0, 0, 0])
const JPEG_HEADER = bytes(
  [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11],
  [8, 0, 5, 0, 6, 1, 1, 0x11, 0],
)
const LOSSY = bytes(
  'RIFF',
  [30, 0, 0, 0],
  'WEBPVP8 ',
  [9, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 7, 0, 8, 0],
)
const LOSSLESS = bytes('RIFF', [30, 0, 0, 0], 'WEBPVP8L', [9, 0, 0, 0, 0x2f, 8, 0x40, 2, 0, 0])
const EXTENDED = bytes(
  'RIFF',
  [30, 0, 0, 0],
  'WEBPVP8X',
  [10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 10, 0, 0],
)
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')

test.for<[kind: string, image: Buffer, header: unknown]>([
  ['png', PNG_HEADER, { mediaType: 'image/png', width: 256, height: 2 }],
  ['gif', GIF_HEADER, { mediaType: 'image/gif', width: 3, height: 260 }],
  ['jpeg', JPEG_HEADER, { mediaType: 'image/jpeg', width: 6, height: 5 }],
  ['lossy webp', LOSSY, { mediaType: 'image/webp', width: 7, height: 8 }],
  ['lossless webp', LOSSLESS, { mediaType: 'image/webp', width: 9, height: 10 }],
  ['extended webp', EXTENDED, { mediaType: 'image/webp', width: 10, height: 11 }],
  ['svg', SVG, undefined],
  ['nothing', Buffer.alloc(0), undefined],
  ['text', Buffer.from('GIF'), undefined],
])('the first bytes say what an image is: %s', ([, image, header]) => {
  expect(readImageHeader(image)).toEqual(header)
})

test('an image that ends anywhere is no image, and never an error', () => {
  for (const image of [PNG_HEADER, GIF_HEADER, JPEG_HEADER, LOSSY, LOSSLESS, EXTENDED]) {
    for (let end = 0; end < image.length; end++) readImageHeader(image.subarray(0, end))
  }
  expect(readImageHeader(PNG_HEADER.subarray(0, 20))).toBeUndefined()
})

test('an image is stored as it is and shown to everybody, without being able to do harm', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const added = await upload(stage, id, PNG, 'image/png', '?alt=A%20mug')
  expect(added).toMatchObject({ status: 201, headers: { etag: '"2"' } })
  const [image] = added.json.images
  expect(image).toMatchObject({ alt: 'A mug', mediaType: 'image/png', width: 256, height: 2 })

  const url = image.url.replace('/api/v1', '')
  const shown = await stage.call('', 'GET', url)
  expect(shown.bytes).toEqual(PNG)
  expect(shown.headers).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=86400, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  })
  const again = await stage.call('', 'GET', url, undefined, {
    'if-none-match': String(shown.headers.etag),
  })
  expect([again.status, again.bytes.length]).toEqual([304, 0])
  expect((await stage.call('stranger', 'GET', url)).status).toBe(404)
})

test('a link to an image is kept and not followed', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const link = { url: 'https://img.example/mug.png', alt: 'Mug' }
  const added = await stage.call('owner', 'POST', `/products/${id}/images`, link)
  expect(added.json.images).toMatchObject([{ ...link, mediaType: null }])
  for (const url of ['http://img.example/a.png', 'javascript:alert(1)', 'https://', 'data:a', 5]) {
    const refused = await stage.call('owner', 'POST', `/products/${id}/images`, { url })
    expect(refused, String(url)).toMatchObject({ status: 400, json: { code: 'invalid_request' } })
    expect(refused.json.errors[0].detail).toContain('begins with https://')
  }
  const empty = await stage.call('owner', 'POST', `/products/${id}/images`, { alt: 'x' })
  expect(empty).toMatchObject({ status: 400, json: { errors: [{ pointer: '/body/url' }] } })
  const file = { bytes: 'abc', mediaType: 'image/png' }
  const forged = await stage.call('owner', 'POST', `/products/${id}/images`, { file })
  expect(forged).toMatchObject({ status: 400, json: { errors: [{ pointer: '/body/file/bytes' }] } })
})

test('what is not the image that it is said to be is refused', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const huge = Buffer.concat([PNG.subarray(0, 16), Buffer.alloc(8, 0xff), PNG.subarray(24)])
  const tries: [image: Buffer, type: string, status: number, code: string][] = [
    [GIF, 'image/png', 400, 'image_refused'],
    [SVG, 'image/png', 400, 'image_refused'],
    [huge, 'image/png', 400, 'image_refused'],
    [Buffer.alloc(0), 'image/png', 400, 'image_refused'],
    [Buffer.from(PNG).fill(7, 45, 50), 'image/png', 400, 'image_broken'],
    [SVG, 'image/svg+xml', 415, 'image_type_refused'],
    [PNG, 'image/avif', 415, 'image_type_refused'],
    [PNG, 'application/octet-stream', 415, 'unsupported_media_type'],
    [Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]), 'image/png', 413, 'body_too_large'],
  ]
  for (const [image, type, status, code] of tries) {
    expect(await upload(stage, id, image, type), type).toMatchObject({ status, json: { code } })
  }
  expect((await stage.call('owner', 'GET', `/products/${id}`)).json.images).toEqual([])
})

test.for<[kind: string, image: Buffer]>([
  ['png', PNG],
  ['jpeg', JPEG],
  ['webp', WEBP],
  ['gif', GIF],
])('an image that ends too early is refused: %s', async ([kind, whole]) => {
  const type = `image/${kind}`
  expect(await isWhole(whole, type)).toBe(true)
  for (let end = 0; end < whole.length - 4; end++) {
    // Between its pictures a GIF may end, as some programs leave the sign of the end out.
    const mayEnd = whole === GIF && end === 41
    expect([end, await isWhole(whole.subarray(0, end), type)]).toEqual([end, mayEnd])
  }
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const cut = await upload(stage, id, whole.subarray(0, whole.length - 5), type)
  expect(cut).toMatchObject({ status: 400, json: { code: 'image_broken' } })
  expect((await stage.call('owner', 'GET', `/products/${id}`)).json.images).toEqual([])
  expect((await upload(stage, id, whole, type)).status).toBe(201)
})

test('images stand in the order that somebody gives them, until they are removed', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  for (const image of [PNG, GIF])
    await upload(stage, id, image, `image/${image === PNG ? 'png' : 'gif'}`)
  const added = await upload(stage, id, JPEG, 'image/jpeg')
  const [png, gif, jpeg] = idsOf(added.json)
  const order = (ids: unknown[], version: number) =>
    stage.call(
      'owner',
      'PUT',
      `/products/${id}/images/order`,
      { ids },
      { 'if-match': `"${version}"` },
    )

  expect(idsOf((await order([jpeg, png, gif], 4)).json)).toEqual([jpeg, png, gif])
  expect((await order([jpeg, png], 5)).status).toBe(400)
  expect((await order([jpeg, png, png], 5)).status).toBe(400)
  expect((await order([jpeg, png, gif], 4)).status).toBe(412)
  const removed = await stage.call('owner', 'DELETE', `/products/${id}/images/${png}`)
  expect(idsOf(removed.json)).toEqual([jpeg, gif])
  expect((await stage.call('', 'GET', `/images/${png}`)).json.code).toBe('image_not_found')
  const twice = await stage.call('owner', 'DELETE', `/products/${id}/images/${png}`)
  expect(twice.json.code).toBe('image_not_found')
})

async function newProduct(stage: CatalogStage): Promise<string> {
  return (await stage.call('owner', 'POST', '/products', aProduct('A'))).json.id
}

const upload = (stage: CatalogStage, id: string, image: Buffer, type: string, query = '') =>
  stage.call('owner', 'POST', `/products/${id}/images${query}`, image, { 'content-type': type })

const idsOf = (product: { images: { id: string }[] }) => product.images.map(({ id }) => id)
