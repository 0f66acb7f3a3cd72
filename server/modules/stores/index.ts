export { ownWebsite } from './own-website.ts'
export { findStore, listStores, type Store } from './store.ts'
