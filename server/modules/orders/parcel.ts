/** Told to the customer and to the platform; the order itself does not change by it. */
export type Parcel = {
  carrier?: string | undefined
  trackingNumber?: string | undefined
  trackingUrl?: string | undefined
}
