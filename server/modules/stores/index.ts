export * from './credentials.ts'
export { ownWebsite } from './own-website.ts'
export { isStoreGone } from './gone.ts'
export {
  deleteStores,
  findAccount,
  findStore,
  insertStore,
  listAccounts,
  listAllAccounts,
  storeNames,
  listStores,
  listWebhookAddresses,
  lockAccount,
  type NewStore,
  noteTrouble,
  noteWebhookAddress,
  saveAccount,
  STORES_CHANGED,
  type Store,
  type StoreAccount,
  type StoreState,
  type WebhookAddress,
} from './store.ts'
