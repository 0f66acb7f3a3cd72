import { z } from 'zod'

/** One line of text: no control characters, nothing that PostgreSQL cannot store. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

const after = z.string().max(1_000).optional().describe('The nextCursor of the page before')
const limit = z.coerce.number().int().min(1).max(200).default(50)
const pagination = z.object({ limit: z.int(), nextCursor: z.string().nullable() })
const pieces = z.int().min(0).max(1_000_000)
export const time = z.iso.datetime()

export const StoreParams = z.object({ storeId: z.uuid() })
export const ListingParams = z.object({ storeId: z.uuid(), listingId: z.uuid() })

export const PlatformView = z
  .object({
    platform: z.string(),
    title: z.string(),
    needs: z.string().describe('What one needs to connect it, and where to find that'),
    accountHelp: z.string().describe('What the account is, in the words of the platform'),
    modes: z
      .array(z.object({ name: z.string(), title: z.string() }))
      .describe('The kinds of accounts, the usual one first; empty where there is only one'),
    canBeAsked: z.boolean().describe('Has an interface: orders are polled, stock is pushed'),
    takesPieces: z
      .boolean()
      .describe('Takes single pieces out of an order; elsewhere a person has to cancel them'),
    fields: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        help: z.string(),
        isSecret: z.boolean(),
        isRequired: z.boolean(),
        modes: z.array(z.string()).describe('The kinds of accounts that have it; empty for all'),
      }),
    ),
  })
  .meta({ id: 'Platform' })
export const PlatformList = z.object({ platforms: z.array(PlatformView) })

const SHIPS_WITHIN_HOURS_MAX = 24 * 90

/** How a store is served. What is left out keeps its value. */
export const StoreSettings = z
  .strictObject({
    pushesStock: z.boolean().describe('Tell the platform how many pieces can be sold'),
    pushesShipments: z
      .boolean()
      .describe(
        'Tell the platform of parcels and their tracking. What leaves while this is off waits, and ' +
          'is told when it is on again, unless the platform knows of it by then',
      ),
    acceptsOrders: z
      .boolean()
      .describe('Accept orders that nothing keeps, where the platform waits for that'),
    buffer: pieces.describe('So many pieces of each SKU are not shown on this platform'),
    shipsWithinHours: z
      .int()
      .min(1)
      .max(SHIPS_WITHIN_HOURS_MAX)
      .nullable()
      .describe(
        'An order for which the platform names no time has to leave so soon after it was placed; ' +
          'null promises nothing',
      ),
    mode: text(40).nullable().describe('Where a platform has several kinds of accounts'),
    statusMap: z
      .record(text(80), text(40))
      .describe('Words of a plugin for a status, and which standard status each means'),
  })
  .meta({ id: 'StoreSettings' })
export type StoreSettings = z.output<typeof StoreSettings>

const credentials = z
  .record(z.string().max(40), z.string().min(1).max(4_096))
  .refine((all) => Object.keys(all).length <= 20, 'must not hold more than 20 values')

export const AddStoreBody = z
  .strictObject({
    platform: text(40),
    uid: text(200).describe('Shop domain, site address, store hash or seller id'),
    name: text(120),
    credentials: credentials.default({}),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
    settings: StoreSettings.partial().optional(),
  })
  .meta({ id: 'AddStore' })
export type AddStoreBody = z.output<typeof AddStoreBody>

export const ChangeStoreBody = z
  .strictObject({
    name: text(120),
    uid: text(200).describe('Shop domain, site address, store hash or seller id'),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable(),
    state: z.enum(['active', 'paused', 'disconnected']),
    settings: StoreSettings.partial(),
  })
  .partial()
  .meta({ id: 'ChangeStore' })
export type ChangeStoreBody = z.output<typeof ChangeStoreBody>

const OVERLAP_HOURS_MAX = 24 * 30
export const ReplaceCredentialsBody = z
  .strictObject({
    credentials,
    overlapHours: z
      .number()
      .min(0)
      .max(OVERLAP_HOURS_MAX)
      .default(24)
      .describe('So long the old values stay valid; 0 when they were stolen'),
  })
  .meta({ id: 'ReplaceCredentials' })

export const StoreView = z
  .object({
    id: z.uuid(),
    key: z.string(),
    platform: z.string(),
    title: z.string(),
    uid: z.string(),
    name: z.string(),
    state: z.enum(['active', 'paused', 'disconnected']),
    webhookUrl: z.string().describe('The address to enter on the platform'),
    baseUrl: z.string().nullable(),
    settings: StoreSettings,
    credentials: z
      .array(z.object({ name: z.string(), isOldValidUntil: time.nullable() }))
      .describe('Which are there; nobody can read their values'),
    missing: z.array(z.string()).describe('Which it needs and nobody has given, as people say'),
    trouble: z
      .object({ since: time, words: z.string() })
      .nullable()
      .describe('Why the platform cannot be asked just now'),
    createdAt: time,
    version: z.int(),
  })
  .meta({ id: 'Store', description: 'A store, how it is connected, and what troubles it.' })
export type StoreView = z.output<typeof StoreView>
export const StoreList = z.object({ stores: z.array(StoreView) })

export const ConnectionTest = z
  .object({
    ok: z.boolean(),
    name: z.string().nullable().describe('What the platform calls this account'),
    details: z.array(z.string()),
    problem: z.string().nullable().describe('What is wrong, and what to do'),
  })
  .meta({
    id: 'ConnectionTest',
    description: 'Whether the platform answers; where it does not, what to do.',
  })
export const WebhookWork = z
  .object({ done: z.array(z.string()) })
  .meta({ id: 'WebhookWork', description: 'What was made or repaired at the platform.' })

export const PUSH_STATES = [
  'none',
  'waiting',
  'submitted',
  'accepted',
  'visible',
  'refused',
] as const

export const ListingView = z
  .object({
    id: z.uuid(),
    externalId: z.string().nullable().describe('Of the variant, or of the product'),
    productId: z.string().nullable(),
    variantId: z.string().nullable(),
    externalSku: z.string().nullable(),
    title: z.string(),
    sku: z.string().nullable().describe('Ours; null while nobody has said it'),
    mappedBy: z.enum(['same_sku', 'person']).nullable(),
    state: z.enum(['active', 'paused']).describe('Stock of a paused listing is not pushed'),
    buffer: pieces.nullable().describe('Instead of the one of the store'),
    maxListed: pieces.nullable().describe('Never more than this is shown there'),
    push: z.object({
      state: z.enum(PUSH_STATES),
      quantity: pieces.nullable().describe('What was pushed last'),
      seen: z
        .int()
        .nullable()
        .describe('What the platform showed when it was last looked at; oversold, it is below 0'),
      at: time.nullable(),
      problem: z.string().nullable(),
    }),
    version: z.int(),
  })
  .meta({
    id: 'Listing',
    description: 'A listing, the SKU that it stands for, and what was pushed last.',
  })
export type ListingView = z.output<typeof ListingView>

export const ListingQuery = z.strictObject({
  after,
  limit,
  unmapped: z.stringbool().optional().describe('Only those without a SKU of ours'),
  search: text(100).optional(),
})
export const ListingPage = z.object({ listings: z.array(ListingView), pagination })

export const NeedyListingQuery = z.strictObject({
  needs: z
    .enum(['sku', 'push'])
    .describe('sku: nobody has said which SKU of ours it is; push: its last number was refused'),
  after,
  limit,
})
export const NeedyListingPage = z.object({
  listings: z.array(ListingView.extend({ storeId: z.uuid() }).meta({ id: 'NeedyListing' })),
  pagination,
})
export type NeedyListingPage = z.output<typeof NeedyListingPage>

export const MapListingBody = z
  .strictObject({
    externalId: text(200).optional().describe('Of the variant, or of a product without variants'),
    externalSku: text(200).optional(),
    title: text(500).optional(),
    sku: text(100).nullable().describe('Ours; null takes the mapping back'),
  })
  .refine(
    ({ externalId, externalSku }) => externalId !== undefined || externalSku !== undefined,
    'needs externalId or externalSku',
  )
  .meta({ id: 'MapListing' })
export type MapListingBody = z.output<typeof MapListingBody>

export const ChangeListingBody = z
  .strictObject({
    sku: text(100).nullable(),
    state: z.enum(['active', 'paused']),
    buffer: pieces.nullable(),
    maxListed: pieces.nullable(),
  })
  .partial()
  .meta({ id: 'ChangeListing' })
export type ChangeListingBody = z.output<typeof ChangeListingBody>

export const SuggestionList = z.object({
  suggestions: z.array(
    z.object({
      sku: z.string(),
      name: z.string(),
      why: z.enum(['same_sku', 'same_barcode', 'similar_sku', 'similar_name']),
      score: z.number().describe('From 0 to 1'),
    }),
  ),
})
export const SyncResult = z
  .object({ found: z.int(), mapped: z.int(), unmapped: z.int() })
  .describe('How many listings the platform has, and how many of them are mapped.')
