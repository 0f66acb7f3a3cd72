import { defineProblems } from '#platform/problem.ts'

export const CatalogProblem = defineProblems({
  product_not_found: [404, 'There is no such product.'],
  variant_not_found: [404, 'This product has no such SKU.'],
  image_not_found: [404, 'There is no such image.'],
  type_not_found: [404, 'There is no such product type.'],
  import_not_found: [404, 'There is no such import.'],
  sku_taken: [409, 'A SKU belongs to another product or variant already.'],
  barcode_taken: [409, 'A barcode belongs to another variant already.'],
  type_in_use: [409, 'Products of this type still exist.'],
  nothing_to_sell: [409, 'A product without an active variant cannot be published.'],
  too_many_variants: [409, 'A product has at most 250 variants.'],
  too_many_images: [409, 'A product has at most 50 images.'],
  image_type_refused: [415, 'Send the image as PNG, JPEG, WebP or GIF.'],
  image_refused: [400, 'The bytes are not the image that they are said to be, or it is too large.'],
  image_broken: [400, 'The image ends too early or is damaged. Send the whole file again.'],
  file_refused: [400, 'The file cannot be read as a list of products.'],
})
