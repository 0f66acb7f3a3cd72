const SKUS = 10_000

const money = (amount: string) => ({ amount, currency_code: 'INR' })
const both = (amount: string) => ({ shop_money: money(amount), presentment_money: money(amount) })

const PERSON = { first_name: 'Asha', last_name: 'Rao', phone: '+919800000000' }
const ADDRESS = {
  ...{ ...PERSON, name: 'Asha Rao', company: null, address1: '1 MG Road', address2: null },
  ...{ city: 'Pune', province: 'Maharashtra', country: 'India', zip: '411001' },
  ...{ country_code: 'IN', province_code: 'MH', latitude: 18.5204303, longitude: 73.8567437 },
}

/** The webhook of a new order with two lines, and the fields that most shops have. */
export function orderText(id: number): string {
  const email = `asha${id % 100_000}@example.com`
  const at = '2026-11-01T10:00:00+05:30'
  return JSON.stringify({
    ...{ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, app_id: 580_111 },
    ...{ browser_ip: '203.0.113.7', buyer_accepts_marketing: false, cancel_reason: null },
    ...{ cancelled_at: null, cart_token: null, checkout_id: id + 1, closed_at: null },
    ...{ confirmation_number: 'R0KA43NZB', confirmed: true, contact_email: email },
    ...{ created_at: at, currency: 'INR', current_subtotal_price: '20.00' },
    ...{ current_total_discounts: '0.00', current_total_price: '20.00', current_total_tax: '0.00' },
    ...{ customer_locale: 'en-IN', email, estimated_taxes: false, financial_status: 'paid' },
    ...{ fulfillment_status: null, landing_site: '/products/mug', name: `#${id}`, note: null },
    ...{ number: id, order_number: id, payment_gateway_names: ['shopify_payments'] },
    ...{ phone: null, presentment_currency: 'INR', processed_at: at, source_name: 'web' },
    ...{ subtotal_price: '20.00', tags: '', tax_lines: [], taxes_included: true, test: false },
    ...{ total_discounts: '0.00', total_line_items_price: '20.00', total_outstanding: '0.00' },
    ...{ total_price: '20.00', total_tax: '0.00', total_tip_received: '0.00', updated_at: at },
    ...{ current_total_price_set: both('20.00'), total_price_set: both('20.00') },
    ...{ total_shipping_price_set: both('0.00'), billing_address: ADDRESS },
    customer: { id: id + 2, email, ...PERSON, state: 'disabled', currency: 'INR' },
    ...{ discount_applications: [], discount_codes: [], fulfillments: [], note_attributes: [] },
    line_items: [lineOf(id * 2), lineOf(id * 2 + 1)],
    ...{ refunds: [], shipping_address: ADDRESS, shipping_lines: [] },
  })
}

function lineOf(id: number): object {
  return {
    ...{ id, admin_graphql_api_id: `gid://shopify/LineItem/${id}`, current_quantity: 1 },
    ...{ fulfillable_quantity: 1, fulfillment_service: 'manual', fulfillment_status: null },
    ...{ gift_card: false, grams: 340, name: 'Mug', price: '10.00', price_set: both('10.00') },
    ...{ product_exists: true, product_id: 7, properties: [], quantity: 1 },
    ...{ requires_shipping: true, sku: `SKU-${(id * 7_919) % SKUS}`, taxable: true, title: 'Mug' },
    ...{ total_discount: '0.00', variant_id: (id * 7_919) % SKUS, variant_title: null },
    ...{ vendor: 'Bench', tax_lines: [], duties: [], discount_allocations: [] },
  }
}
