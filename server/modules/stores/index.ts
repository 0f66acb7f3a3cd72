export * from './credentials.ts'
export { ownWebsite } from './own-website.ts'
export {
  findAccount,
  findStore,
  insertStore,
  listAccounts,
  listAllAccounts,
  listStores,
  lockAccount,
  type NewStore,
  saveAccount,
  STORES_CHANGED,
  type Store,
  type StoreAccount,
  type StoreState,
} from './store.ts'
