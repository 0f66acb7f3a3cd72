export type Family = {
  code: string
  type: string
  noun: string
  rupees: [low: number, high: number]
  weightG: number
  words: string
  materials: string[]
  care: string[]
  colours?: { code: string; name: string }[]
  sizes?: string[]
}

export const LINES = [
  ...['Malabar', 'Coorg', 'Nilgiri', 'Konkan', 'Aravalli', 'Kaveri', 'Sundar', 'Banyan'],
  ...['Monsoon', 'Saffron', 'Indigo', 'Peepal', 'Lotus', 'Marigold', 'Tamarind', 'Jasmine'],
  ...['Harbour', 'Meadow', 'Mill', 'Lantern', 'Orchard', 'Summit', 'Willow', 'Ember'],
]

const colours = (text: string) =>
  text.split(', ').map((name) => ({ code: name.replaceAll(/[aeiou ]/gi, '').slice(0, 3), name }))

const CLOTH = colours('Navy, White, Black, Olive, Maroon, Mustard')
const GOODS = colours('Slate, Teal, Ivory, Terracotta, Charcoal')
const washing = ['Machine wash cold', 'Hand wash', 'Gentle wash, dry in the shade']
const wiping = ['Wipe with a dry cloth', 'Wipe with a damp cloth']
const kitchen = ['Dishwasher safe', 'Wash by hand']
const dry = ['Keep cool and dry', 'Keep in a closed jar']

/** What a family of products has in common; each product is one of a line, in its variants. */
export const FAMILIES: Family[] = [
  {
    ...{ code: 'TEE', type: 'Clothing', noun: 'T-Shirt', rupees: [490, 1_290], weightG: 180 },
    ...{ words: 'A soft T-shirt for every day.', colours: CLOTH, sizes: ['S', 'M', 'L', 'XL'] },
    ...{ materials: ['Cotton', 'Organic cotton', 'Cotton and linen'], care: washing },
  },
  {
    ...{ code: 'MUG', type: 'Home', noun: 'Mug', rupees: [240, 690], weightG: 340 },
    ...{ words: 'A mug that keeps its shape and your tea warm.', colours: GOODS },
    ...{ materials: ['Stoneware', 'Porcelain'], care: kitchen },
  },
  {
    ...{ code: 'KRT', type: 'Clothing', noun: 'Kurta', rupees: [890, 2_490], weightG: 320 },
    ...{ words: 'A straight kurta with side pockets.', colours: CLOTH, sizes: ['S', 'M', 'L'] },
    ...{ materials: ['Cotton', 'Linen', 'Khadi'], care: washing },
  },
  {
    ...{ code: 'TEA', type: 'Food', noun: 'Tea', rupees: [180, 790], weightG: 250 },
    ...{ words: 'Whole leaves, picked by hand.', sizes: ['100g', '250g', '500g'] },
    ...{ materials: ['Assam', 'Darjeeling', 'Nilgiri'], care: dry },
  },
  {
    ...{ code: 'SHO', type: 'Shoes', noun: 'Sneakers', rupees: [1_890, 4_990], weightG: 760 },
    ...{ words: 'Light shoes for long days.', colours: colours('White, Black, Olive') },
    ...{ sizes: ['7', '8', '9', '10'], materials: ['Canvas', 'Leather', 'Mesh'], care: wiping },
  },
  {
    ...{ code: 'BTL', type: 'Home', noun: 'Bottle', rupees: [590, 1_490], weightG: 420 },
    ...{ words: 'Cold for a day, hot for a morning.', colours: GOODS, sizes: ['500ml', '1l'] },
    ...{ materials: ['Steel', 'Copper'], care: kitchen },
  },
  {
    ...{ code: 'NTB', type: 'Paper', noun: 'Notebook', rupees: [190, 590], weightG: 280 },
    ...{ words: 'Thread bound, lies flat.', sizes: ['A5', 'A4'], colours: GOODS },
    ...{ materials: ['Recycled paper', 'Cotton paper'], care: ['Keep dry'] },
  },
  {
    ...{ code: 'BED', type: 'Home', noun: 'Bedsheet', rupees: [1_290, 3_990], weightG: 1_400 },
    ...{ words: 'With two pillow covers.', colours: GOODS, sizes: ['Single', 'Double', 'King'] },
    ...{ materials: ['Cotton', 'Linen', 'Sateen'], care: washing },
  },
  {
    ...{ code: 'SPC', type: 'Food', noun: 'Spice Box', rupees: [340, 1_190], weightG: 600 },
    ...{ words: 'Seven spices, ground this month.', sizes: ['Small', 'Large'] },
    ...{ materials: ['Tin', 'Wood'], care: dry },
  },
  {
    ...{ code: 'EAR', type: 'Electronics', noun: 'Earphones', rupees: [990, 5_990], weightG: 60 },
    ...{ words: 'Thirty hours of sound and a clear microphone.', colours: colours('Black, White') },
    ...{ materials: ['Plastic', 'Aluminium'], care: wiping },
  },
  {
    ...{ code: 'BAG', type: 'Bags', noun: 'Backpack', rupees: [1_490, 3_990], weightG: 900 },
    ...{ words: 'Room for a laptop and a weekend.', colours: CLOTH },
    ...{ materials: ['Canvas', 'Recycled nylon'], care: wiping },
  },
  {
    ...{ code: 'CDL', type: 'Home', noun: 'Candle', rupees: [290, 990], weightG: 300 },
    ...{ words: 'Burns for forty hours.', sizes: ['Small', 'Large'] },
    ...{ materials: ['Soy wax', 'Beeswax'], care: ['Trim the wick'] },
  },
  {
    ...{ code: 'SAR', type: 'Clothing', noun: 'Saree', rupees: [1_990, 8_990], weightG: 620 },
    ...{ words: 'Woven by hand, with a blouse piece.', colours: CLOTH },
    ...{ materials: ['Silk', 'Cotton', 'Cotton silk'], care: ['Dry clean', 'Hand wash'] },
  },
  {
    ...{ code: 'YGA', type: 'Sports', noun: 'Yoga Mat', rupees: [790, 2_990], weightG: 1_100 },
    ...{ words: 'Does not slip, does not smell.', colours: GOODS },
    ...{ materials: ['Natural rubber', 'Cork'], care: wiping },
  },
]
