import { z } from 'zod'

export const VARIANTS_MAX = 250
export const IMAGES_MAX = 50

/** One line that people typed. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')

export const Description = z
  .string()
  .trim()
  .max(20_000)
  .regex(/^(?:[^\p{Cc}]|[\t\r\n])*$/u, 'must not contain control characters')

export const ProductName = line(200).min(1)
export const Sku = line(100).min(1)
export const TypeName = line(100).min(1)
export const VariantName = line(200)
export const Barcode = line(100).min(1)
export const WeightG = z.int().min(0).max(10_000_000)
export const PRICE_MINOR_MAX = 1_000_000_000_000
export const PriceMinor = z.int().min(0).max(PRICE_MINOR_MAX)
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as INR')
  .describe('ISO 4217')

const scalar = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])

export const Attributes = z
  .record(line(100).min(1), z.union([scalar, z.array(scalar).max(100)]))
  .refine((attributes) => Object.keys(attributes).length <= 100, 'must have at most 100 entries')
  .meta({ id: 'Attributes', description: 'Free fields; the product type may say which.' })
export type Attributes = z.infer<typeof Attributes>

const about = { title: z.string().max(200).optional(), description: z.string().max(500).optional() }

/** A small part of JSON Schema. A keyword that is not here would be believed and never checked. */
export const AttributeSchema = z
  .strictObject({
    type: z.literal('object').optional(),
    properties: z.record(
      line(100).min(1),
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('string'),
          enum: z.array(z.string().max(200)).min(1).max(500).optional(),
          minLength: z.int().min(0).optional(),
          maxLength: z.int().min(0).optional(),
          ...about,
        }),
        z.strictObject({
          type: z.literal('number'),
          minimum: z.number().optional(),
          maximum: z.number().optional(),
          ...about,
        }),
        z.strictObject({
          type: z.literal('integer'),
          minimum: z.int().optional(),
          maximum: z.int().optional(),
          ...about,
        }),
        z.strictObject({ type: z.literal('boolean'), ...about }),
      ]),
    ),
    required: z.array(z.string()).max(100).optional(),
    additionalProperties: z.boolean().optional(),
  })
  .refine(({ properties }) => Object.keys(properties).length <= 100, {
    path: ['properties'],
    message: 'must have at most 100 entries',
  })
  .refine(
    ({ properties, required = [] }) => required.every((one) => Object.hasOwn(properties, one)),
    {
      path: ['required'],
      message: 'must name entries of properties',
    },
  )
  .meta({ id: 'AttributeSchema' })
export type AttributeSchema = z.infer<typeof AttributeSchema>

export const ProductTypeView = z
  .object({ name: z.string(), attributes: AttributeSchema.nullable() })
  .meta({
    id: 'ProductType',
    description: 'A product type, and which attributes its products have.',
  })
export const ProductTypeList = z.object({ productTypes: z.array(ProductTypeView) })
export const SaveTypeBody = z
  .strictObject({ attributes: AttributeSchema.nullable() })
  .meta({ id: 'SaveProductType' })
export const TypeParams = z.object({ name: TypeName })

const Price = z.strictObject({ currency, priceMinor: PriceMinor }).meta({ id: 'Price' })
export type Price = z.infer<typeof Price>

const prices = z
  .array(Price)
  .max(200)
  .refine((all) => isDistinct(all.map((price) => price.currency)), 'name each currency once')

const variantFields = {
  name: VariantName.optional(),
  barcode: Barcode.nullable().optional(),
  attributes: Attributes.optional(),
  weightG: WeightG.nullable().optional(),
}

export const NewVariant = z
  .strictObject({
    sku: Sku,
    priceMinor: PriceMinor,
    currency,
    ...variantFields,
    prices: prices.optional().describe('In further currencies'),
  })
  .refine(
    ({ currency: own, priceMinor, prices: further = [] }) =>
      further.every((price) => price.currency !== own || price.priceMinor === priceMinor),
    { path: ['prices'], message: 'names another price in the currency of priceMinor' },
  )
  .meta({ id: 'NewVariant' })
export type NewVariant = z.infer<typeof NewVariant>

export const ChangeVariantBody = z
  .strictObject({ ...variantFields, active: z.boolean().optional() })
  .meta({ id: 'ChangeVariant' })

export const SetPricesBody = z.strictObject({ prices: prices.min(1) }).meta({ id: 'SetPrices' })

const variantList = z
  .array(NewVariant)
  .min(1)
  .max(VARIANTS_MAX)
  .superRefine((variants, ctx) => {
    for (const field of ['sku', 'barcode'] as const) {
      const values = variants.map((variant) => variant[field])
      values.forEach((value, index) => {
        if (value === undefined || value === null || values.indexOf(value) === index) return
        ctx.addIssue({ code: 'custom', path: [index, field], message: 'is there twice' })
      })
    }
  })

export const ProductState = z.enum(['draft', 'published', 'archived']).meta({ id: 'ProductState' })

export const CreateProductBody = z
  .strictObject({
    name: ProductName,
    description: Description.optional(),
    type: TypeName.nullable().optional(),
    attributes: Attributes.optional(),
    variants: variantList,
    publish: z.boolean().optional().describe('Customers see it at once'),
  })
  .meta({ id: 'CreateProduct' })
export type CreateProductBody = z.infer<typeof CreateProductBody>

export const ChangeProductBody = z
  .strictObject({
    name: ProductName.optional(),
    description: Description.optional(),
    type: TypeName.nullable().optional(),
    attributes: Attributes.optional(),
    state: ProductState.optional(),
  })
  .meta({ id: 'ChangeProduct' })
export type ChangeProductBody = z.infer<typeof ChangeProductBody>

/** Either a link as JSON, or the image itself as the whole body, which the server puts in `file`. */
export const AddImageBody = z
  .strictObject({
    url: z
      .url({
        ...{ protocol: /^https$/, hostname: z.regexes.domain },
        error: 'must be an address that begins with https:// and a domain',
      })
      .max(2_000)
      .optional()
      .describe('Where the image is; it is not fetched'),
    alt: line(500).optional().describe('What is to be seen, for those who do not see it'),
    file: z
      .strictObject({
        bytes: z.instanceof(Uint8Array).meta({ override: { type: 'string', format: 'binary' } }),
        mediaType: z.string(),
      })
      .optional()
      .describe('Not in JSON: send it as image/png, image/jpeg, image/webp or image/gif'),
  })
  .refine(({ url, file }) => (url === undefined) !== (file === undefined), {
    path: ['url'],
    message: 'Send either a url, or the image itself as image/png, jpeg, webp or gif.',
  })
  .meta({ id: 'AddImage' })
export type AddImageBody = z.infer<typeof AddImageBody>
export const AddImageQuery = z.strictObject({ alt: line(500).optional() })
export const OrderImagesBody = z
  .strictObject({ ids: z.array(z.uuid()).min(1).max(IMAGES_MAX) })
  .meta({ id: 'OrderImages' })

const VariantView = z
  .object({
    sku: z.string(),
    name: z.string(),
    barcode: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    weightG: z.int().nullable(),
    active: z.boolean(),
    priceMinor: z.int().nullable().describe('In the currency of the shop, else in the first one'),
    currency: z.string().nullable(),
    prices: z.array(z.object({ currency: z.string(), priceMinor: z.int() })),
  })
  .meta({ id: 'Variant' })

const ImageView = z
  .object({
    id: z.uuid(),
    url: z.string(),
    alt: z.string(),
    mediaType: z.string().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    sizes: z
      .array(z.object({ url: z.string(), width: z.int(), height: z.int() }))
      .describe('Smaller ones of the same image as WebP, the largest first'),
    resized: z
      .enum(['never', 'waiting', 'done', 'failed'])
      .describe('Whether the sizes are made; never: it lives elsewhere'),
  })
  .meta({ id: 'ProductImage' })

export const ProductView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    type: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    state: ProductState,
    variants: z.array(VariantView),
    images: z.array(ImageView),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Product', description: 'A product with its variants, prices and images.' })
export type ProductView = z.infer<typeof ProductView>

export const ListProductsQuery = z.strictObject({
  q: line(200).optional().describe('Words, or how the name, a SKU or a barcode begins'),
  state: ProductState.optional(),
  type: TypeName.optional(),
  sort: z.enum(['newest', 'name']).default('newest'),
  after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type ListProductsQuery = z.infer<typeof ListProductsQuery>

export const ProductPage = z
  .object({
    products: z.array(ProductView),
    pagination: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
  })
  .meta({ id: 'ProductPage' })
export type ProductPage = z.infer<typeof ProductPage>

export const ImportView = z
  .object({
    id: z.uuid(),
    state: z.enum(['receiving', 'running', 'done']),
    imported: z.int().describe('Rows that made a new SKU'),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    failures: z.string().nullable().describe('Where to read the failed rows and why they failed'),
    firstFailures: z
      .array(z.object({ line: z.int(), reason: z.string() }))
      .describe('The first 5, by the line of the file in which they begin'),
  })
  .meta({ id: 'ProductImport', description: 'How far an import is, and what became of its rows.' })
export type ImportView = z.infer<typeof ImportView>

export const ProductParams = z.object({ productId: z.uuid() })
export const VariantParams = z.object({ productId: z.uuid(), sku: z.string().min(1).max(100) })
export const ImageParams = z.object({ productId: z.uuid(), imageId: z.uuid() })
export const PublicImageParams = z.object({ imageId: z.uuid() })
export const PublicImageQuery = z.strictObject({ size: z.enum(['1600', '400', '120']).optional() })
export const ImportParams = z.object({ importId: z.uuid() })

const isDistinct = (values: string[]): boolean => new Set(values).size === values.length
