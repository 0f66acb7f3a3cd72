import { given } from '#platform/given.ts'
import { type Attributes, type AttributeSchema, VARIANTS_MAX } from '../../contract.ts'
import { CatalogProblem } from '../../problems.ts'
import { difference, type Product, type Variant } from '../../products/product.ts'
import type { ProductState } from '../../tables.ts'
import { attributeFaults } from '../../types/attributes.ts'
import type { ImportRow } from './columns.ts'

export type KnownProduct = Omit<Product, 'updatedAt'> & {
  variants: number
  /** Of them. */
  active: number
  nextPosition: number
}
export type KnownVariant = Omit<Variant, 'prices'> & {
  productId: string
  prices: Record<string, number>
}

/** Everything in the catalog that the rows could touch. */
export type Known = {
  types: ReadonlyMap<string, AttributeSchema | null>
  products: Map<string, KnownProduct>
  productIdsByName: Map<string, Set<string>>
  variants: Map<string, KnownVariant>
  skuByBarcode: Map<string, string>
}

export type Outcome = 'imported' | 'updated' | 'unchanged' | { fault: string }

/** What new products are given. */
export type New = { id: () => string; createdAt: Date }

type Change<Of> = { before: Of | undefined; after: Of }

/** What the rows make of the catalog: an outcome for each row, a change for whatever differs. */
export type Plan = {
  outcomes: Outcome[]
  products: Change<KnownProduct>[]
  variants: Change<KnownVariant>[]
  /** As it is after the rows. */
  known: Known
}

/** The rows in their order, each as if it were alone: one that is refused leaves no trace. */
export function planRows(rows: ImportRow[], known: Known, fresh: New): Plan {
  const before = { products: new Map(known.products), variants: new Map(known.variants) }
  const outcomes = rows.map((row) => planRow(row, known, fresh))
  return {
    outcomes,
    known,
    products: changes(before.products, known.products),
    variants: changes(before.variants, known.variants),
  }
}

function planRow(row: ImportRow, known: Known, fresh: New): Outcome {
  const variantBefore = known.variants.get(row.sku)
  const productId = productIdOf(row, known, variantBefore)
  if (variantBefore && row.product_id && variantBefore.productId !== row.product_id) {
    return { fault: 'sku: belongs to another product already' }
  }
  const productBefore = productId === undefined ? undefined : known.products.get(productId)
  if (!productBefore && row.name === undefined) return { fault: 'name: a new product needs one' }

  const blank = () => blankProduct(productId ?? fresh.id(), fresh.createdAt)
  const own = productAfter(row, productBefore ?? blank())
  const variant = variantAfter(row, variantBefore ?? blankVariant(row.sku, own))
  const product = withVariant(own, variantBefore, variant)
  const fault =
    productFault(product, productBefore, known) ??
    fullFault(product, variantBefore) ??
    stateFault(product, productBefore) ??
    barcodeFault(variant, known)
  if (fault !== undefined) return { fault }

  const isProductSame = productBefore && !difference(productBefore, product)
  const isVariantSame = variantBefore && !difference(variantBefore, variant)
  if (isProductSame && isVariantSame) return 'unchanged'
  known.products.set(product.id, product)
  known.variants.set(variant.sku, variant)
  if (productBefore) known.productIdsByName.get(productBefore.name)?.delete(product.id)
  addName(known.productIdsByName, product)
  if (variantBefore?.barcode) known.skuByBarcode.delete(variantBefore.barcode)
  if (variant.barcode !== null) known.skuByBarcode.set(variant.barcode, variant.sku)
  return variantBefore ? 'updated' : 'imported'
}

/** The product that has the SKU, else the one that the file names, else one of the same name. */
function productIdOf(row: ImportRow, known: Known, variant: KnownVariant | undefined) {
  if (variant) return variant.productId
  if (row.product_id) return row.product_id
  return row.name === undefined ? undefined : productIdNamed(row.name, row.state, known)
}

/**
 * The oldest product of that name, as the rows before have left the names. An archived product is
 * joined only by a row that is to be archived as well.
 */
function productIdNamed(name: string, state: ProductState | undefined, known: Known) {
  const named = [...(known.productIdsByName.get(name) ?? [])].map((id) => known.products.get(id)!)
  const open = named.filter((product) => state === 'archived' || !isArchived(product))
  return open.toSorted(byAge)[0]?.id
}

const isArchived = (product: KnownProduct): boolean => product.state === 'archived'

/** As `listIdsByName` has them. */
const byAge = (a: KnownProduct, b: KnownProduct): number =>
  Number(isArchived(a)) - Number(isArchived(b)) ||
  a.createdAt.getTime() - b.createdAt.getTime() ||
  (a.id < b.id ? -1 : 1)

export function addName(idsByName: Known['productIdsByName'], { name, id }: KnownProduct): void {
  idsByName.set(name, (idsByName.get(name) ?? new Set()).add(id))
}

const productAfter = (row: ImportRow, before: KnownProduct): KnownProduct => ({
  ...before,
  ...given({
    name: row.name,
    description: row.description,
    type: row.type,
    state: row.state,
    attributes: row.product_attributes,
  }),
})

const variantAfter = (row: ImportRow, before: KnownVariant): KnownVariant => ({
  ...before,
  ...given({
    name: row.variant_name,
    barcode: row.barcode,
    attributes: row.attributes,
    weightG: row.weight_g,
    active: row.active,
  }),
  prices: { ...before.prices, ...row.prices },
})

const blankProduct = (id: string, createdAt: Date): KnownProduct => ({
  ...{ id, createdAt, name: '', description: '', type: null, version: 0 },
  ...{ variants: 0, active: 0, nextPosition: 0 },
  attributes: {} satisfies Attributes,
  state: 'draft' satisfies ProductState,
})

const blankVariant = (sku: string, { id, nextPosition }: KnownProduct): KnownVariant => ({
  ...{ sku, productId: id, position: nextPosition, name: '', barcode: null, weightG: null },
  ...{ attributes: {}, active: true, prices: {} },
})

function productFault(
  product: KnownProduct,
  before: KnownProduct | undefined,
  { types }: Known,
): string | undefined {
  const { type, attributes } = product
  const isSame = before && !difference(pick(before), { type, attributes })
  if (type === null || isSame) return undefined
  const schema = types.get(type)
  if (schema === undefined) return `type: there is no product type ${type}`
  const faults = attributeFaults(schema, attributes)
  if (faults.length === 0) return undefined
  return faults
    .map(({ path, detail }) => `product_attributes.${path.join('.')}: ${detail}`)
    .join('; ')
}

/** As for one that is added by hand. */
const fullFault = ({ variants }: KnownProduct, variantBefore: unknown): string | undefined =>
  variantBefore || variants <= VARIANTS_MAX
    ? undefined
    : `sku: the product has ${VARIANTS_MAX} variants already`

/** As by hand: what is published stays so when its last variant is switched off. */
function stateFault(
  { state, active }: KnownProduct,
  before: KnownProduct | undefined,
): string | undefined {
  const isEntering = state === 'published' && before?.state !== 'published'
  if (!isEntering || active > 0) return undefined
  return `state: ${CatalogProblem.nothing_to_sell().message}`
}

function withVariant(
  product: KnownProduct,
  before: KnownVariant | undefined,
  after: KnownVariant,
): KnownProduct {
  const active = product.active - Number(before?.active ?? false) + Number(after.active)
  if (before) return { ...product, active }
  const { variants, nextPosition } = product
  return { ...product, active, variants: variants + 1, nextPosition: nextPosition + 1 }
}

const pick = ({ type, attributes }: KnownProduct) => ({ type, attributes })

function barcodeFault({ sku, barcode }: KnownVariant, known: Known): string | undefined {
  const owner = barcode === null ? undefined : known.skuByBarcode.get(barcode)
  if (owner === undefined || owner === sku) return undefined
  return `barcode: belongs to ${owner} already`
}

function changes<Of extends object>(
  before: ReadonlyMap<string, Of>,
  after: ReadonlyMap<string, Of>,
): Change<Of>[] {
  return [...after]
    .map(([key, one]) => ({ before: before.get(key), after: one }))
    .filter((change) => !change.before || difference(change.before, change.after))
}
