import { queryOptions } from '@tanstack/react-query'
import { CreatedProducts, type CreateProductsBody } from '#contract/channels/listings/products'
import { send } from '#kit/api.ts'

export type Report = Omit<CreatedProducts, 'nextCursor'>

export type Wanted = Pick<CreateProductsBody, 'listingIds' | 'openingStock'>

const PAGE = 500
/** Some platforms are asked for each number by itself, and a page must end within one call. */
const PAGE_COUNTED = 25

/** What would be made of all of them, as they were read last. */
export const previewOf = (storeId: string, wanted: Wanted) =>
  queryOptions({
    queryKey: ['stores', storeId, 'listings', 'products', wanted],
    queryFn: ({ signal }) =>
      allPages(storeId, { ...wanted, dryRun: true, limit: PAGE }, { signal }),
  })

/** A page is done as a whole, so what fails later takes nothing back. */
export const createAll = (storeId: string, wanted: Wanted, onPage: (seen: number) => void) =>
  allPages(
    storeId,
    { ...wanted, dryRun: false, limit: wanted.openingStock ? PAGE_COUNTED : PAGE },
    { onPage },
  )

type How = { signal?: AbortSignal; onPage?: (seen: number) => void }

async function allPages(
  storeId: string,
  body: CreateProductsBody,
  { signal, onPage }: How,
): Promise<Report> {
  let report = NOTHING
  let after: string | null = null
  do {
    const page: CreatedProducts = await send(
      'POST',
      `/stores/${storeId}/listings/products`,
      { ...body, ...(after !== null && { after }) },
      CreatedProducts,
      { ...(signal && { signal }) },
    )
    report = added(report, page)
    onPage?.(report.results.length)
    after = page.nextCursor
  } while (after !== null)
  return report
}

const NOTHING: Report = {
  ...{ products: 0, created: 0, mapped: 0, leftOut: 0, openingPieces: 0, results: [] },
}

const added = (report: Report, page: CreatedProducts): Report => ({
  products: report.products + page.products,
  created: report.created + page.created,
  mapped: report.mapped + page.mapped,
  leftOut: report.leftOut + page.leftOut,
  openingPieces: report.openingPieces + page.openingPieces,
  results: [...report.results, ...page.results],
})
