import { z } from 'zod'

/** One line of text: no control characters, nothing that PostgreSQL cannot store. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')

export const sku = text(100)
const reason = text(200).optional()
export const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'must be a code of small letters, digits, - and _')
export const PIECES_MAX = 1_000_000
const pieces = z.int().min(1).max(PIECES_MAX)
export const time = z.iso.datetime()
const after = z.string().max(1_000).optional().describe('The nextCursor of the page before')
const limit = z.coerce.number().int().min(1).max(200).default(50)
export const pagination = z.object({ limit: z.int(), nextCursor: z.string().nullable() })

export const PageQuery = z.strictObject({ after, limit })
export const IdParams = z.object({ id: z.uuid() })
export const SkuParams = z.object({ sku })

const place = {
  name: text(120),
  priority: z.int().min(0).max(10_000).describe('Lower is taken first when nothing else decides'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as IN')
    .nullable(),
  postcode: text(32).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  active: z.boolean().describe('Nothing is sold from a location that is not'),
}

export const LocationView = z
  .object({ id: z.uuid(), code: z.string(), ...place, name: z.string() })
  .meta({ id: 'Location', description: 'A place where stock lies.' })
export const LocationList = z.object({ locations: z.array(LocationView) })
export const AddLocationBody = z
  .strictObject({ code, ...z.strictObject(place).partial().shape, name: place.name })
  .meta({ id: 'AddLocation' })
export const ChangeLocationBody = z.strictObject(place).partial().meta({ id: 'ChangeLocation' })

const move = { sku, location: code.optional().describe('`main` when left out'), reason }

export const MoveStockBody = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.enum(['received', 'returned']), ...move, quantity: pieces }),
    z.strictObject({
      type: z.literal('adjusted'),
      ...move,
      quantity: z
        .int()
        .min(-PIECES_MAX)
        .max(PIECES_MAX)
        .refine((quantity) => quantity !== 0, 'must not be 0')
        .describe('Added, or taken away when negative'),
    }),
    z.strictObject({
      type: z.literal('counted'),
      ...move,
      quantity: z.int().min(0).max(PIECES_MAX).describe('How many there are'),
    }),
  ])
  .meta({ id: 'MoveStock' })

export const MoveManyBody = z
  .strictObject({ movements: z.array(MoveStockBody).min(1).max(500) })
  .meta({ id: 'MoveManyStock' })

export const TransferBody = z
  .strictObject({ sku, from: code, to: code, quantity: pieces, reason })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must be another location' })
  .meta({ id: 'TransferStock' })

export const MovedView = z
  .object({
    id: z.uuid(),
    type: z.string(),
    sku: z.string(),
    locationId: z.uuid(),
    quantity: z.int().describe('What was added to the pieces on hand'),
    reason: z.string().nullable(),
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
  })
  .meta({ id: 'MovedStock', description: 'What was booked, and what is there now.' })

export const MovedList = z
  .object({ movements: z.array(MovedView) })
  .describe('What was taken from one location, and put to the other.')
const Refusal = z.object({ code: z.string(), detail: z.string() }).loose()
export const MovedManyView = z
  .object({
    moved: z.int(),
    refused: z.int(),
    results: z.array(z.union([z.object({ movement: MovedView }), z.object({ problem: Refusal })])),
  })
  .describe('What became of each movement.')

export const ImportView = z
  .object({
    moved: z.int(),
    refused: z.int(),
    failures: z
      .array(z.object({ line: z.int(), code: z.string(), detail: z.string() }))
      .describe('The first 1,000, by the line of the file in which they begin'),
    failedRows: z
      .string()
      .describe('All of them as a CSV file, each with its reason: mend it and send it again'),
  })
  .meta({
    id: 'StockImport',
    description: 'How many rows were booked, and why the others were not.',
  })

export const LevelParams = z.object({ sku, location: code })
export const ChangeLevelBody = z
  .strictObject({
    safetyStock: z.int().min(0).max(PIECES_MAX).describe('Never sold by us'),
    lowThreshold: z.int().min(0).max(PIECES_MAX).nullable().describe('null: that of the org'),
  })
  .partial()
  .meta({ id: 'ChangeStockLevel' })

const promisedFor = z.iso.date().nullable().describe('The day by which they will be there')
export const SetBackorderBody = z
  .strictObject({
    limit: z.int().min(0).max(PIECES_MAX).describe('How many, over all locations; 0 for none'),
    promisedFor: promisedFor.default(null),
    location: code
      .optional()
      .describe('Where they will arrive. When left out where they do now, or `main`'),
  })
  .meta({ id: 'SetBackorder' })

export const LevelView = z
  .object({
    sku: z.string(),
    locationId: z.uuid(),
    location: z.string(),
    onHand: z.int(),
    reserved: z.int(),
    available: z.int().describe('What may still be sold'),
    safetyStock: z.int(),
    backorderLimit: z.int().describe('Of the SKU, where what is sold beyond will arrive; else 0'),
    promisedFor: z.iso.date().nullable(),
    lowThreshold: z.int().nullable(),
    threshold: z.int().describe('Its own, or that of the org'),
    isLow: z.boolean(),
    lowSince: time.nullable(),
    updatedAt: time,
  })
  .meta({ id: 'StockLevel' })

const edited = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ from: value.describe('As it was read'), to: value }).optional()
const count = z.int().min(0).max(PIECES_MAX)

export const EditLevelsBody = z
  .strictObject({
    reason,
    levels: z
      .array(
        z.strictObject({
          ...{ sku, location: code, onHand: edited(count), safetyStock: edited(count) },
          lowThreshold: edited(count.nullable()),
        }),
      )
      .min(1)
      .max(200),
  })
  .meta({ id: 'EditStockLevels' })
export const EditedLevelsView = z
  .object({
    changed: z.int(),
    refused: z.int(),
    results: z
      .array(z.object({ sku: z.string(), location: z.string(), problem: Refusal.nullable() }))
      .describe('One for each level that was asked for, in the same order'),
  })
  .describe('What became of each level.')

export const StockView = z
  .object({
    sku: z.string(),
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
    short: z.int().describe('Sold by platforms beyond what there is, and waiting for stock'),
    backorder: z
      .object({
        limit: z.int(),
        promisedFor,
        location: z.string().describe('Where the pieces will arrive'),
        waiting: z.int().describe('Promised, and not there yet'),
      })
      .nullable()
      .describe('What may be sold beyond the shelves, if anything'),
    locations: z.array(LevelView),
  })
  .meta({ id: 'Stock', description: 'What there is of a SKU, in all and at each location.' })
export type StockView = z.input<typeof StockView>

export const InventoryView = z
  .object({
    productId: z.uuid(),
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
    short: z.int(),
    skus: z.array(StockView),
  })
  .meta({ id: 'Inventory' })

export const LevelQuery = z.strictObject({
  low: z.stringbool().optional(),
  location: code.optional(),
  q: text(100)
    .optional()
    .describe('A part of the SKU, or words of the product’s name, or how it begins'),
  after,
  limit,
})
export const LevelPage = z.object({
  stock: z.array(
    LevelView.extend({ name: z.string().describe('Of the product, and of the variant') }).meta({
      id: 'NamedStockLevel',
    }),
  ),
  pagination,
})

export const PromiseList = z.object({
  promises: z.array(
    z.object({
      reservationId: z.uuid().describe('The order, or what is kept by hand'),
      orderNumber: z.string().nullable(),
      location: z.string(),
      pieces: z.int(),
    }),
  ),
})

export const MovementPage = z.object({
  movements: z.array(
    z.object({
      id: z.uuid(),
      type: z.string(),
      location: z.string(),
      onHand: z.int(),
      reserved: z.int(),
      reservationId: z.uuid().nullable(),
      orderNumber: z.string().nullable().describe('Of the order whose promise it is'),
      reason: z.string().nullable(),
      actor: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
      at: time,
      left: z
        .object({ onHand: z.int(), reserved: z.int() })
        .describe('What was at this location after it'),
    }),
  ),
  pagination,
})

export const ReserveBody = z
  .strictObject({
    sku,
    quantity: pieces,
    location: code.optional().describe('Any when left out'),
    reason: text(200),
    expiresAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'ReserveStock' })
export const ReservedView = z.object({ id: z.uuid() }).describe('Under which id it is given back.')
export const ReservationPage = z.object({
  reservations: z.array(
    z.object({
      id: z.uuid(),
      sku: z.string(),
      quantity: z.int(),
      reason: z.string(),
      expiresAt: time,
      createdAt: time,
    }),
  ),
  pagination,
})
