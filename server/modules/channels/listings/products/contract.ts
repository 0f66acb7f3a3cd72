import { z } from 'zod'

export const LISTINGS_MAX = 500

/** Why nothing is made of a listing, and what to do about it. */
export const LEFT_OUT = {
  mapped_already: 'It is mapped already.',
  listing_gone: 'There is no such listing in this store.',
  sku_missing: 'It has no SKU in the store. Give it one there, then read the listings again.',
  sku_unusable: 'Its SKU has more than 100 characters, or some that cannot be typed.',
  sku_doubled:
    'Several listings of the store have this SKU. Give each its own there, or map them by hand.',
  title_missing: 'It has no title. Give it one in the store, then read the listings again.',
  product_full: 'Its product has as many variants as a product can have. Map it by hand.',
} as const
export type LeftOut = keyof typeof LEFT_OUT

const codes = Object.keys(LEFT_OUT) as [LeftOut, ...LeftOut[]]

export const CreateProductsBody = z
  .strictObject({
    listingIds: z
      .array(z.uuid())
      .min(1)
      .max(LISTINGS_MAX)
      .optional()
      .describe('Left out: all listings of the store without a SKU of ours, a page at a time'),
    after: z.string().max(1_000).optional().describe('The nextCursor of the page before'),
    limit: z
      .int()
      .min(1)
      .max(LISTINGS_MAX)
      .default(LISTINGS_MAX)
      .describe('With openingStock the store is asked about each: fewer where it is slow'),
    openingStock: z
      .strictObject({ locationId: z.uuid() })
      .optional()
      .describe(
        'What the store shows now becomes the first count of SKUs that nobody has counted yet, ' +
          'with the pieces that its open orders wait for. Left out, the store keeps its numbers ' +
          'until somebody counts.',
      ),
    dryRun: z.boolean().default(false).describe('Only say what would be done'),
  })
  .refine(({ listingIds, after }) => !(listingIds && after), 'has pages only without listingIds')
  .meta({ id: 'CreateProductsOfListings' })
export type CreateProductsBody = z.output<typeof CreateProductsBody>

const pieces = z.int().nullable()

export const ListingOutcome = z
  .object({
    listingId: z.uuid(),
    title: z.string(),
    externalSku: z.string().nullable(),
    outcome: z
      .enum(['created', 'mapped', 'left_out'])
      .describe('mapped: its SKU was one of ours already'),
    sku: z.string().nullable().describe('Ours'),
    barcodeTaken: z.boolean().describe('Its barcode belongs to another SKU, and is left out'),
    openingStock: pieces.describe('How many pieces were counted for the first time'),
    shows: pieces.describe('What buyers see there'),
    willShow: pieces.describe('What they will see; null where the store keeps its number'),
    reason: z.object({ code: z.enum(codes), detail: z.string() }).nullable(),
  })
  .meta({ id: 'ListingOutcome' })
export type ListingOutcome = z.output<typeof ListingOutcome>

export const CreatedProducts = z
  .object({
    products: z.int().describe('New ones'),
    created: z.int().describe('New SKUs'),
    mapped: z.int(),
    leftOut: z.int(),
    openingPieces: z.int(),
    results: z.array(ListingOutcome),
    nextCursor: z.string().nullable(),
  })
  .meta({
    id: 'CreatedProducts',
    description: 'How much was created, and what became of each listing.',
  })
export type CreatedProducts = z.output<typeof CreatedProducts>
