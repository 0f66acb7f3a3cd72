import { Transformer } from '@napi-rs/image'
import { expect, test } from 'vitest'
import { catalogJobs } from '#catalog'
import { aProduct, type CatalogStage, catalogStage } from '#tests/http/catalog-stage.ts'
import { GIF } from '#tests/http/pictures.ts'

/** Left half red, right half blue. */
async function photo(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 4, 255)
  for (let at = 0; at < width * height; at++) {
    const isLeft = at % width < width / 2
    pixels.set(isLeft ? [255, 0, 0] : [0, 0, 255], at * 4)
  }
  return Transformer.fromRgbaPixels(pixels, width, height).jpeg(90)
}

/** What a camera that was held upright writes before the picture: turn it by a quarter. */
const TURN = Buffer.from(
  'ffe1002245786966000049492a0008000000010012010300010000000600000000000000',
  'hex',
)

const turned = (jpeg: Buffer) => Buffer.concat([jpeg.subarray(0, 2), TURN, jpeg.subarray(2)])

test('an image is also kept in smaller sizes, turned as the camera was held', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  await upload(stage, id, turned(await photo(1_800, 900)), 'image/jpeg')
  const [waiting] = await imagesOf(stage, id)
  expect(waiting).toMatchObject({ resized: 'waiting', sizes: [] })
  const early = await show(stage, `${waiting!.url}?size=400`)
  expect(early.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'no-cache',
  })

  await resizeAll(stage)
  const [image] = await imagesOf(stage, id)
  expect(image).toMatchObject({ resized: 'done', width: 900, height: 1_800 })
  expect(image!.sizes.map(({ width, height }) => [width, height])).toEqual([
    [800, 1_600],
    [200, 400],
    [60, 120],
  ])
  const card = await show(stage, image!.sizes[1]!.url)
  expect(card.headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=86400, immutable',
  })
  expect(card.bytes.includes('EXIF')).toBe(false)
  const [top, bottom] = await colours(card.bytes)
  expect([top, bottom]).toEqual(['red', 'blue'])
})

test('a small image is never made larger, and is shown wherever a larger one is wanted', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const original = await photo(300, 200)
  await upload(stage, id, original, 'image/jpeg')
  await resizeAll(stage)
  const [image] = await imagesOf(stage, id)
  expect(image!.sizes.map(({ width }) => width)).toEqual([120])
  expect((await show(stage, `${image!.url}?size=400`)).bytes).toEqual(original)
  expect((await show(stage, `${image!.url}?size=77`)).status).toBe(400)
})

test('what the library cannot read stays as it is, and is not tried for ever', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  await upload(stage, id, GIF, 'image/gif')
  await resizeAll(stage)
  const [image] = await imagesOf(stage, id)
  expect(image).toMatchObject({ resized: 'failed', sizes: [] })
  expect((await show(stage, `${image!.url}?size=120`)).bytes).toEqual(GIF)
})

test('few bytes that stand for very many pixels are refused', async () => {
  await using stage = await catalogStage()
  const id = await newProduct(stage)
  const header = await Transformer.fromRgbaPixels(Buffer.alloc(400), 10, 10).png()
  header.writeUInt32BE(8_000, 16)
  header.writeUInt32BE(8_000, 20)
  const bomb = await upload(stage, id, header, 'image/png')
  expect(bomb).toMatchObject({ status: 400, json: { code: 'image_refused' } })
})

type ImageOf = {
  url: string
  resized: string
  sizes: { url: string; width: number; height: number }[]
}

async function newProduct(stage: CatalogStage): Promise<string> {
  return (await stage.call('owner', 'POST', '/products', aProduct('A'))).json.id
}

const upload = (stage: CatalogStage, id: string, image: Buffer, type: string) =>
  stage.call('owner', 'POST', `/products/${id}/images`, image, { 'content-type': type })

const imagesOf = async (stage: CatalogStage, id: string): Promise<ImageOf[]> =>
  (await stage.call('owner', 'GET', `/products/${id}`)).json.images

const show = (stage: CatalogStage, url: string) => stage.call('', 'GET', url.replace('/api/v1', ''))

/** Does what the history asks for, twice, as it may happen. */
async function resizeAll({ world }: CatalogStage): Promise<void> {
  const asked = await world.rows<{ payload: unknown }>(
    `select data -> 'payload' as payload from history
     where type = 'job.requested' and subject_id = 'catalog.resize_image'`,
  )
  expect(asked).not.toEqual([])
  const { run } = catalogJobs['catalog.resize_image']!
  for (const { payload } of [...asked, ...asked]) {
    await run(world.ctx, payload, AbortSignal.timeout(20_000))
  }
}

/** Of the first and of the last pixel. */
async function colours(image: Buffer): Promise<string[]> {
  const pixels = await new Transformer(image).rawPixels()
  const nameOf = (red: number) => (red > 200 ? 'red' : red < 50 ? 'blue' : String(red))
  return [nameOf(pixels[0]!), nameOf(pixels.at(-3)!)]
}
