import { defineProblems, type Problem } from '#platform/problem.ts'

export const StockProblem = defineProblems({
  sku_not_found: [404, 'There is no such SKU in the catalog.'],
  location_not_found: [404, 'There is no such location.'],
  location_closed: [409, 'Nothing is sold from this location. Choose one that is active.'],
  level_not_found: [404, 'This SKU has never been at this location.'],
  level_changed: [412, 'Somebody else has changed it in between: look at both numbers.'],
  location_taken: [409, 'Another location has this code already.'],
  stock_not_enough: [
    409,
    'Fewer pieces are free than this would take away; what is promised is not.',
  ],
  stock_promised: [409, 'What is promised stays where it is, and fewer pieces are left over.'],
  older_orders_first: [409, 'There are too few pieces for all, and older orders come first.'],
  stock_too_much: [409, 'This is more than a level can count.'],
  limit_below_promises: [409, 'More has been promised already than this limit would allow.'],
  waits_elsewhere: [
    409,
    'Pieces that were sold still wait at another location. They have to arrive there first.',
  ],
  promised_day_over: [
    422,
    'This day is over already. Name today or a later day, or none if it is not known yet.',
  ],
  reservation_not_found: [404, 'There is no such reservation, or it has ended.'],
  take_not_found: [404, 'There is no such stock take.'],
  take_open_already: [
    409,
    'This location is being counted already. Go on with that stock take, or book or drop it first.',
  ],
  take_not_open: [409, 'The stock take has ended.'],
  file_without_columns: [
    400,
    'The first row must name sku and quantity, and besides these only location and reason.',
  ],
  file_too_long: [400, 'The file has too many rows. What came before has been imported.'],
  take_lines_refused: [
    409,
    'Less was counted of these SKUs than is reserved. Count them again, or free what is reserved.',
  ],
  take_too_large: [409, 'A stock take has at most 5,000 lines. Close it and open another.'],
})

/** Where one of many was refused, and the others were not. */
export const viewOfRefusal = ({ code, message: detail, details }: Problem) => ({
  ...{ code, detail },
  ...details,
})
